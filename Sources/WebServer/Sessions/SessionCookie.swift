import Administration
public import HTTPTypes
public import Hummingbird

/// The cookies that the pages use.
public struct SessionCookie: Sendable {
    /// The cookie of a signed-in user.
    public static func session(isSecure: Bool) -> SessionCookie {
        SessionCookie(
            name: "helpbridge-session", isSecure: isSecure, maximumAge: Int(SessionService.Lifetime.user.total))
    }

    /// The cookie of a browser that has the login page open.
    public static func login(isSecure: Bool) -> SessionCookie {
        SessionCookie(name: "helpbridge-login", isSecure: isSecure, maximumAge: 3600)
    }

    /// The cookie of a screen whose link was opened.
    public static func screen(isSecure: Bool) -> SessionCookie {
        SessionCookie(name: "helpbridge-screen", isSecure: isSecure, maximumAge: 365 * 86_400)
    }

    /// The cookie's name; with the `__Host-` prefix a browser accepts it only from this host and only over TLS.
    public var name: String { isSecure ? "__Host-\(plainName)" : plainName }
    private let plainName: String
    private let isAlwaysSecure: Bool
    private var isSecure: Bool { isAlwaysSecure || ForwardedScheme.isSecure }
    /// The lifetime in seconds.
    private let maximumAge: Int

    private init(name: String, isSecure: Bool, maximumAge: Int) {
        plainName = name
        isAlwaysSecure = isSecure
        self.maximumAge = maximumAge
    }

    /// - Returns: `nil` if the request has none, or two: one of them would be somebody else's.
    public func value(_ headers: HTTPFields) -> String? {
        let name = name
        let pairs = headers[values: .cookie].flatMap { $0.split(separator: ";") }
            .map { $0.drop { $0 == " " } }
            .filter { $0.hasPrefix("\(name)=") }
        guard let pair = pairs.first, pairs.count == 1 else { return nil }
        let value = pair.dropFirst(name.count + 1)
        return value.isEmpty ? nil : String(value)
    }

    /// Sets the cookie in the browser.
    public func set(_ value: String, _ response: inout Response) {
        add("\(name)=\(value); Max-Age=\(maximumAge)", &response)
    }

    /// Removes the cookie from the browser.
    public func clear(_ response: inout Response) {
        add("\(name)=; Max-Age=0", &response)
    }

    private func add(_ text: String, _ response: inout Response) {
        response.headers.append(
            HTTPField(
                name: .setCookie, value: "\(text); Path=/; HttpOnly; SameSite=Lax\(isSecure ? "; Secure" : "")"))
    }
}

import CCurl
import Glibc

/// The target of a request as libcurl's own URL parser reads it, so that checks and transfer cannot disagree.
struct RequestTarget: Sendable, Equatable {
    enum UserInformation {
        case refused
        case allowed
    }

    let scheme: String
    /// The host in lower case; an IPv6 address keeps its brackets.
    let host: String
    let port: Int
    /// Whether the host is an address, so that no name has to be looked up.
    let isNumeric: Bool

    /// The part of the target that may be shown: path and query may contain secrets.
    var origin: String { "\(scheme)://\(host):\(port)" }

    init(url: String, userInformation: UserInformation = .refused) throws(CurlHTTPError) {
        guard url.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw .invalidRequest(
                "the URL has a space, a control or a non-ASCII character: percent-encode it, or write the host in its "
                    + "xn-- form")
        }
        // libcurl also accepts one slash or three, and then finds another host than other URL parsers do.
        guard let mark = url.utf8.firstIndex(of: UInt8(ascii: ":")), Self.isAuthority(url.utf8[mark...].dropFirst())
        else {
            throw .invalidRequest("the URL does not begin with http:// or https:// and a host")
        }
        guard let handle = curl_url() else {
            throw .unavailable("no memory for a URL")
        }
        defer { curl_url_cleanup(handle) }
        let flags = userInformation == .refused ? UInt32(CURLU_DISALLOW_USER) : 0
        let code = curl_url_set(handle, CURLUPART_URL, url, flags)
        guard code == CURLUE_OK else {
            throw .invalidRequest("bad URL: \(String(cString: curl_url_strerror(code)))")
        }
        let scheme = Self.part(CURLUPART_SCHEME, of: handle)
        guard let scheme, scheme == "http" || scheme == "https" else {
            throw .invalidRequest("only http and https URLs are sent, not \(scheme ?? "one without scheme")")
        }
        guard
            let host = Self.part(CURLUPART_HOST, of: handle)?.lowercased(), !host.isEmpty,
            let port = Self.part(CURLUPART_PORT, of: handle, flags: UInt32(CURLU_DEFAULT_PORT)).flatMap({ Int($0) })
        else {
            throw .invalidRequest("the URL names no host")
        }
        isNumeric = Self.isAddress(host)
        guard isNumeric || host.utf8.allSatisfy(Self.isNameCharacter) else {
            throw .invalidRequest("the URL's host is not a name: only letters, digits, '.', '-' and '_' may be in it")
        }
        self.scheme = scheme
        self.host = host
        self.port = port
    }

    private static func part(_ part: CURLUPart, of handle: OpaquePointer, flags: UInt32 = 0) -> String? {
        var text: UnsafeMutablePointer<CChar>?
        guard curl_url_get(handle, part, &text, flags) == CURLUE_OK, let text else { return nil }
        defer { curl_free(text) }
        return String(cString: text)
    }

    private static func isAuthority(_ rest: Substring.UTF8View) -> Bool {
        let slash = UInt8(ascii: "/")
        return rest.starts(with: [slash, slash]) && rest.dropFirst(2).first != slash
    }

    private static func isAddress(_ host: String) -> Bool {
        var address = in6_addr()
        return host.hasPrefix("[") || inet_pton(AF_INET, host, &address) == 1
    }

    private static func isNameCharacter(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
        case UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"): true
        default: false
        }
    }
}

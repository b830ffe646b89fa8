/// A complete HTTP response, whatever its status.
public struct HTTPResponse: Sendable, Equatable {
    /// The status code.
    public var status: Int
    /// The header fields in order of arrival, without trailers and without those of interim (1xx) responses.
    public var headers: [HTTPHeader]
    /// The content.
    public var body: [UInt8]

    /// Creates a response.
    ///
    /// - Parameters:
    ///   - status: The status code.
    ///   - headers: The header fields in order of arrival.
    ///   - body: The content.
    public init(status: Int, headers: [HTTPHeader] = [], body: [UInt8] = []) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// Returns the value of the first header field with a name.
    ///
    /// - Parameter name: The field's name, in any case.
    /// - Returns: The value, or `nil` if the response has no such field.
    public func header(_ name: String) -> String? {
        let wanted = name.lowercased()
        return headers.first { $0.name.lowercased() == wanted }?.value
    }
}

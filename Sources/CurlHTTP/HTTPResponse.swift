/// A complete HTTP answer, whatever its status.
public struct HTTPResponse: Sendable, Equatable {
    /// The status code.
    public var status: Int
    /// The header fields in the order in which they came, without trailers and without those of interim (1xx) answers.
    public var headers: [HTTPHeader]
    /// The content.
    public var body: [UInt8]

    /// Makes an answer.
    ///
    /// - Parameters:
    ///   - status: The status code.
    ///   - headers: The header fields in the order in which they came.
    ///   - body: The content.
    public init(status: Int, headers: [HTTPHeader] = [], body: [UInt8] = []) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// The value of the first header field of that name.
    ///
    /// - Parameter name: The field's name, in any case.
    /// - Returns: The value, or `nil` when the answer has no such field.
    public func header(_ name: String) -> String? {
        let wanted = name.lowercased()
        return headers.first { $0.name.lowercased() == wanted }?.value
    }
}

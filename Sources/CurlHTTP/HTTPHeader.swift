/// A header field of a request or a response.
public struct HTTPHeader: Sendable, Equatable {
    /// The field's name as written; compared case-insensitively.
    public var name: String
    /// The field's value, without surrounding white space.
    public var value: String

    /// Creates a header field.
    ///
    /// Nothing is checked here: a name that is not an HTTP token, or CR, LF or NUL in either part, is refused when the
    /// request is sent.
    ///
    /// - Parameters:
    ///   - name: The field's name.
    ///   - value: The field's value.
    public init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }
}

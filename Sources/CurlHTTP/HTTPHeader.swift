/// One header field of a request or an answer.
public struct HTTPHeader: Sendable, Equatable {
    /// The field's name as it was written; compared without regard to case.
    public var name: String
    /// The field's value, without the white space around it.
    public var value: String

    /// Makes a header field.
    ///
    /// Nothing is checked here: a name that is no HTTP token, or CR, LF or NUL in either part, is refused
    /// when the request is sent.
    ///
    /// - Parameters:
    ///   - name: The field's name.
    ///   - value: The field's value.
    public init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }
}

/// A value in a document, with the keys that lead to it, for reading it as an expected kind of value.
///
/// Each reader throws the first mistake as a `Failure`; ``CollectingField`` collects all of them.
public struct LocatedField<Failure: LocatedFailure>: Sendable {
    public let value: LocatedValue
    /// The file's name, for messages; empty if there is none.
    public let file: String
    /// The key path, such as `routes[0].ringing.timeoutSeconds`; empty for the document itself.
    public let path: String

    init(_ value: LocatedValue, file: String, path: String) {
        self.value = value
        self.file = file
        self.path = path
    }

    /// Creates the field of a whole document.
    public init(_ value: LocatedValue, file: String = "") {
        self.init(value, file: file, path: "")
    }

    /// Reads a YAML text with one document in it.
    ///
    /// - Throws: if the text is not YAML, is empty, or has a second document.
    public init(yaml: String, file: String) throws(Failure) {
        let value: LocatedValue?
        do throws(LocatedProblem) {
            value = try LocatedValue.yaml(yaml, file: file)
        } catch {
            throw Failure(error)
        }
        guard let value else { throw Failure(LocatedProblem(file: file, message: "the file is empty")) }
        self.init(value, file: file)
    }

    /// The line of the key, which is where people look for it, or of a value without a key; counted from 1.
    public var line: Int? { value.keyLine ?? value.line }

    /// Whether the value is null or left out.
    public var isNull: Bool { value == .null }

    public var isMapping: Bool {
        if case .object = value.content { true } else { false }
    }

    public var isList: Bool {
        if case .array = value.content { true } else { false }
    }

    /// Returns the error for a mistake here.
    ///
    /// - Parameters:
    ///   - message: the mistake, such as `expected a number`.
    ///   - key: the missing key of this mapping; `nil` if the message is about the value itself.
    ///   - code: a stable word, for clients that have their own wording.
    public func failure(_ message: String, at key: String? = nil, code: String? = nil) -> Failure {
        let place = key.map { self.path(of: $0) } ?? path
        return Failure(LocatedProblem(file: file, line: line, path: place, message: message, code: code))
    }

    /// The kind of value, without its content.
    var kind: String {
        switch value.content {
        case .null: "nothing"
        case .boolean, .integer, .number, .text: "text"
        case .object: "a mapping"
        case .array: "a list"
        }
    }

    func child(_ value: LocatedValue, _ path: String) -> LocatedField {
        LocatedField(value, file: file, path: path)
    }

    func path(of key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }
}

/// A value in a document with the keys that lead to it, for reading it as what it should be.
///
/// Each reading throws the first mistake as the error of whose file it is; ``CollectingField`` gathers all of them.
public struct LocatedField<Failure: LocatedFailure>: Sendable {
    public let value: LocatedValue
    /// The file's name, for messages; empty if there is none.
    public let file: String
    /// Such as `routes[0].ringing.timeoutSeconds`; empty for the document itself.
    public let path: String

    init(_ value: LocatedValue, file: String, path: String) {
        self.value = value
        self.file = file
        self.path = path
    }

    /// The whole document.
    public init(_ value: LocatedValue, file: String = "") {
        self.init(value, file: file, path: "")
    }

    /// Reads a YAML text with one document in it.
    ///
    /// - Throws: when it is not YAML, empty, or has a second document.
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

    /// The line of its key, which is where somebody looks for it, or of the value where it has none; counted from 1.
    public var line: Int? { value.keyLine ?? value.line }

    /// Whether nothing stands where a value could.
    public var isNull: Bool { value == .null }

    public var isMapping: Bool {
        if case .object = value.content { true } else { false }
    }

    public var isList: Bool {
        if case .array = value.content { true } else { false }
    }

    /// The error for what is wrong here.
    ///
    /// - Parameters:
    ///   - message: such as `expected a number`.
    ///   - key: of what is missing in this mapping; `nil` for this itself.
    ///   - code: a stable word, where others have words of their own for it.
    public func failure(_ message: String, at key: String? = nil, code: String? = nil) -> Failure {
        let place = key.map { self.path(of: $0) } ?? path
        return Failure(LocatedProblem(file: file, line: line, path: place, message: message, code: code))
    }

    /// What stands here, without its content.
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

public import JSON

/// A value in a document with the keys that lead to it, for reading it as what it should be.
///
/// Each reading throws the first mistake as the error of whose file it is; ``CollectingField`` gathers all of them.
public struct LocatedField<Failure: LocatedFailure>: Sendable {
    public let value: LocatedValue
    /// The file's name, for messages; empty if there is none.
    public let file: String
    /// Such as `routes[0].ringing.timeoutSeconds`; empty for the document itself.
    public let path: String
    /// Where its key stands, which is where somebody looks for it; that of the value where it has no key.
    public let place: LocatedValue.Place?

    init(_ value: LocatedValue, file: String, path: String, keyPlace: LocatedValue.Place?) {
        self.value = value
        self.file = file
        self.path = path
        place = keyPlace ?? value.place
    }

    /// The whole document.
    public init(_ value: LocatedValue, file: String = "") {
        self.init(value, file: file, path: "", keyPlace: nil)
    }

    /// Reads a YAML text with one document in it.
    ///
    /// - Throws: when it is not YAML, empty, or has a second document.
    public init(yaml: String, file: String) throws(Failure) {
        let value: LocatedValue?
        do throws(LocatedProblem) {
            value = try LocatedValue(yaml: yaml, file: file)
        } catch {
            throw Failure(error)
        }
        guard let value else { throw Failure(LocatedProblem(file: file, message: "the file is empty")) }
        self.init(value, file: file)
    }

    /// Counted from 1.
    public var line: Int? { place?.line }

    /// Whether nothing stands where a value could.
    public var isNull: Bool { value.isNull }

    public var isMapping: Bool {
        guard case .mapping = value.content else { return false }
        return true
    }

    public var isList: Bool {
        guard case .list = value.content else { return false }
        return true
    }

    /// The error for what is wrong here.
    ///
    /// - Parameters:
    ///   - message: such as `expected a number`.
    ///   - key: of what is missing in this mapping; `nil` for this itself.
    ///   - code: a stable word, where others have words of their own for it.
    public func failure(_ message: String, at key: String? = nil, code: String? = nil) -> Failure {
        let place = [path, key ?? ""].filter { !$0.isEmpty }.joined(separator: ".")
        return Failure(LocatedProblem(file: file, place: self.place, path: place, message: message, code: code))
    }

    /// Any value as JSON.
    ///
    /// - Throws: for a key that is not a scalar, or stands twice.
    public func json() throws(Failure) -> JSONTree {
        switch value.content {
        case .scalar(let scalar): return scalar.meaning
        case .list:
            var items: [JSONTree] = []
            for element in try elements() { items.append(try element.json()) }
            return .array(items)
        case .mapping:
            var members: [JSONTree.Member] = []
            for (key, value) in try self.members() { members.append(JSONTree.Member(key, try value.json())) }
            return .object(JSONTree.Members(members))
        }
    }

    /// What stands here, without its content.
    var kind: String {
        switch value.content {
        case .scalar: isNull ? "nothing" : "text"
        case .mapping: "a mapping"
        case .list: "a list"
        }
    }

    func child(_ value: LocatedValue, _ path: String, keyPlace: LocatedValue.Place? = nil) -> LocatedField {
        LocatedField(value, file: file, path: path, keyPlace: keyPlace)
    }

    func path(of key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }
}

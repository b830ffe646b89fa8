import HelpDesk
import JSON

/// The managers whom a mapping's `answer` names, in order.
struct ManagerAnswer: Equatable {
    /// A person with an extension, which may still be one that must not be dialled.
    struct Manager: Equatable {
        let `extension`: String
        /// The id of the PBX; `nil` if the CRM does not name it.
        var pbx: String?
        let name: String?
        let department: String?
    }

    /// The limit on managers: each would be dialled and stored with every transition.
    static let maximumManagers = 20

    private(set) var managers: [Manager] = []
    /// The distinct extensions named.
    private var named: Set<String> = []
    /// The first output that is not a manager, described in words.
    private(set) var flaw: String?

    /// - Parameter outputs: objects `{extension, name, department}`, with `pbx` if the CRM knows it, or arrays of them;
    ///   null and false name nobody, and so does an object whose extension is null, false or empty.
    init(_ outputs: [JSONTree]) {
        for output in outputs {
            if case .array(let elements) = output {
                for element in elements { add(element) }
            } else {
                add(output)
            }
        }
    }

    private mutating func add(_ value: JSONTree) {
        switch value {
        case .null, .boolean(false):
            break
        case .object(let members):
            switch members["extension"] {
            case nil:
                note("the answer has no extension; null is nobody")
            case .null, .boolean(false):
                break
            case let number?:
                guard let text = AnswerText.number(number) else {
                    note("the extension is neither a text nor a whole number")
                    return
                }
                if text.isEmpty { return }
                named.insert(text)
                guard named.count <= Self.maximumManagers else { return }
                managers.append(
                    Manager(
                        extension: text, pbx: AnswerText.line(members["pbx"]), name: AnswerText.line(members["name"]),
                        department: AnswerText.line(members["department"])))
            }
        default:
            note("the answer is \(value.kind), not an object with an extension")
        }
    }

    /// The problem if there are too many managers: a list of everybody does not answer who the manager is.
    var excess: String? {
        guard named.count > Self.maximumManagers else { return nil }
        return "the answer names \(named.count) managers, and at most \(Self.maximumManagers) may be named"
            + ": let the mapping's answer pick those who are to be rung"
    }

    private mutating func note(_ problem: String) {
        flaw = flaw ?? problem
    }
}

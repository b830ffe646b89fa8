import HelpDesk
import JSON

/// The managers whom a mapping's `answer` names, in order.
struct ManagerAnswer: Equatable {
    /// Somebody with an extension, which may still be one that is never dialled.
    struct Manager: Equatable {
        let `extension`: String
        /// The id of the PBX; `nil` where the CRM does not say.
        var pbx: String?
        let name: String?
        let department: String?
    }

    /// Nobody rings more people; each of them would be dialled, and noted down with every step of the request.
    static let maximumManagers = 20

    private(set) var managers: [Manager] = []
    /// Those who were named, each counted once.
    private var named: Set<String> = []
    /// What was no manager: the first such thing, in words.
    private(set) var flaw: String?

    /// - Parameter outputs: each an object `{extension, name, department}`, with `pbx` where the CRM knows it, an array of them, or null or false for
    ///   nobody. An object whose extension is one of these, or empty, is nobody.
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

    /// Said when there are too many: a list of everybody is no answer to the question who the manager is.
    var excess: String? {
        guard named.count > Self.maximumManagers else { return nil }
        return "the answer names \(named.count) managers, and at most \(Self.maximumManagers) may be named"
            + ": let the mapping's answer pick those who are to be rung"
    }

    private mutating func note(_ problem: String) {
        flaw = flaw ?? problem
    }
}

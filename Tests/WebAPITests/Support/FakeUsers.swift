import HelpDesk
import WebAPI

/// No users to look after; the real ones are tried with the whole program.
struct FakeUsers: UserDesk {
    func users() async throws -> [UserRecord] { [] }
    func user(_ id: String) async throws -> UserRecord? { nil }

    func make(_ draft: UserDraft, password: String, by author: String) async throws(UserRefusal) -> UserRecord {
        throw .notStored("a fake")
    }

    func change(_ id: String, to draft: UserDraft, by author: String) async throws(UserRefusal) -> UserRecord {
        throw .unknown
    }

    func setPassword(_ password: String, of id: String, by author: String) async throws(UserRefusal) { throw .unknown }

    func setDisabled(_ isDisabled: Bool, _ id: String, by author: String) async throws(UserRefusal) -> UserRecord {
        throw .unknown
    }

    func remove(_ id: String, by author: String) async throws(UserRefusal) { throw .unknown }
}

/// Two departments with an operator each, and one route.
struct FakeCallCenter: CallCenterSource {
    let current = CallCenter(
        departments: [
            Department(id: "support", name: "Support", helpers: [.init(extension: "200", name: "Sara")]),
            Department(id: "sales", name: "Sales"),
        ],
        operators: [
            Operator(extension: "101", name: "Ali", department: "support"),
            Operator(extension: "103", name: "John", department: "sales"),
        ],
        routes: [Route(code: "*5003", name: "Help", detection: .department, voice: "en")])
}

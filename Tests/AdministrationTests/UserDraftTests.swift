import Administration
import LocatedYAML
import Testing

@Suite("Drafts of users")
struct UserDraftTests {
    @Test("A login and a name are stored without blanks around them, the login in lower case")
    func normalizes() {
        let draft = UserDraft(
            login: "  Sara ", name: " Sara Karimi ", role: .supervisor, extension: " ",
            departments: ["b", " a", "b", ""])
        #expect(
            draft.normalized
                == UserDraft(login: "sara", name: "Sara Karimi", role: .supervisor, departments: ["a", "b"]))
    }

    @Test("Operators need a phone, supervisors need departments, everybody a login and a name")
    func findsFaults() {
        #expect(UserDraft(login: "a", name: "A", role: .operator).faults.map(\.path) == ["extension"])
        #expect(UserDraft(login: "a", name: "A", role: .supervisor).faults.map(\.path) == ["departments"])
        #expect(UserDraft(login: "a b", name: "", role: .admin).faults.map(\.path) == ["login", "name"])
        #expect(UserDraft(login: "a", name: "A", role: .admin).faults.isEmpty)
    }

    @Test(
        "A password has 10 to 256 characters and is not the login",
        arguments: [
            ("short", false), ("long enough", true), ("sara-karimi", false),
            (String(repeating: "x", count: 257), false),
        ])
    func judgesPasswords(_ password: String, _ isGood: Bool) {
        #expect(UserDraft.passwordFaults(password, login: "Sara-Karimi").isEmpty == isGood)
    }
}

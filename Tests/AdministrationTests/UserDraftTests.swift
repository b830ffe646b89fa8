import Administration
import LocatedYAML
import Testing

@Suite("Drafts of users")
struct UserDraftTests {
    @Test("A user's login and name are stored without blanks around them, the login in lower case")
    func normalizes() {
        let draft = UserDraft(
            login: "  Sara ", name: " Sara Karimi ", role: .supervisor, extension: " ",
            departments: ["b", " a", "b", ""])
        #expect(
            draft.normalized
                == UserDraft(login: "sara", name: "Sara Karimi", role: .supervisor, departments: ["a", "b"]))
    }

    @Test(
        "A login is one and the same on whatever keyboard it was typed",
        arguments: [
            ("\u{200F}۱۰۲", "102"), (" ١٠٢", "102"), ("１０２", "102"), ("Ali", "ali"), ("عليك", "علیک"), ("على", "علی"),
            ("نیم\u{200C}روز", "نیم\u{200C}روز"),
        ])
    func loginOfAnyKeyboard(typed: String, login: String) {
        #expect(UserDraft.normalized(login: typed) == login)
        #expect(UserDraft.normalized(login: login) == login)
    }

    @Test("A user's further phones are stored once each, in order, without the main one, in plain digits")
    func furtherPhones() {
        let draft = UserDraft(
            login: "ali", name: "Ali", role: .operator, extension: "101",
            otherExtensions: ["۱۰۳", " 102", "101", "", "103"])
        #expect(draft.normalized.otherExtensions == ["103", "102"])
        #expect(draft.normalized.faults.isEmpty)
        var wrong = draft.normalized
        wrong.otherExtensions = ["10 4"]
        #expect(wrong.faults.map(\.path) == ["otherExtensions"])
        wrong.otherExtensions = (0...20).map { "2\($0)" }
        #expect(wrong.faults.map(\.path) == ["otherExtensions"])
        var headless = UserDraft(login: "a", name: "A", role: .admin, otherExtensions: ["101"])
        #expect(headless.faults.map(\.path) == ["extension"])
        headless.role = .operator
        #expect(headless.faults.map(\.path) == ["extension"])
    }

    @Test("Operators need a phone, supervisors need departments, everybody a login and a name")
    func findsFaults() {
        #expect(UserDraft(login: "a", name: "A", role: .operator).faults.map(\.path) == ["extension"])
        #expect(UserDraft(login: "a", name: "A", role: .supervisor).faults.map(\.path) == ["departments"])
        #expect(UserDraft(login: "a b", name: "", role: .admin).faults.map(\.path) == ["login", "name"])
        #expect(UserDraft(login: "a", name: "A", role: .admin).faults.isEmpty)
    }

    @Test(
        "A password has 10 to 256 characters, none of them a control character, and is not the login",
        arguments: [
            ("short", false), ("long enough", true), ("sara-karimi", false), ("long\u{0}enough", false),
            ("long\u{85}enough", false),
            (String(repeating: "x", count: 257), false),
        ])
    func judgesPasswords(_ password: String, _ isGood: Bool) {
        #expect(UserDraft.passwordFaults(password, login: "Sara-Karimi").isEmpty == isGood)
    }
}

import Administration
import HelpDesk
import LocatedYAML
import WebServer

/// The user with whom an operator signs in, as filled in on the operator's form.
struct OperatorAccount: Sendable {
    enum Kind: String, Sendable, CaseIterable {
        /// No user is changed.
        case unchanged
        /// An existing user gets the extension.
        case existing
        case new
    }

    private static let prefix = "account."

    var kind = Kind.unchanged
    /// The id of the user who gets the extension.
    var user = ""
    var login = ""
    /// The password; never shown again.
    var password = ""

    init() {}

    init(_ form: PageForm) {
        kind = Kind(rawValue: form.text("\(Self.prefix)kind")) ?? .unchanged
        user = form.text("\(Self.prefix)user")
        login = form.text("\(Self.prefix)login")
        // Leading and trailing spaces are part of the password.
        password = form.value("\(Self.prefix)password") ?? ""
    }

    /// Returns the draft of a new user for an operator.
    private func draft(for agent: OperatorDraft) -> UserDraft {
        UserDraft(login: login, name: agent.name.nonEmpty ?? agent.id, role: .operator, extension: agent.id).normalized
    }

    /// Returns what is wrong with the account, before anything is stored.
    func faults(for agent: OperatorDraft, in users: UserService) async throws -> [LocatedProblem] {
        switch kind {
        case .unchanged: return []
        case .existing:
            guard try await users.user(user) == nil else { return [] }
            return [LocatedProblem(path: "\(Self.prefix)user", message: "there is no such user")]
        case .new:
            let draft = draft(for: agent)
            var faults = (draft.faults + UserDraft.passwordFaults(password, login: draft.login)).filter {
                ["login", "password"].contains($0.path)
            }
            let isTaken = try await users.users().contains { UserDraft.normalized(login: $0.login) == draft.login }
            if isTaken {
                faults.append(LocatedProblem(path: "login", message: "is taken", code: "loginTaken"))
            }
            return faults.map(Self.placed)
        }
    }

    /// Creates the user, or adds the extension to the chosen one, once the operator is stored.
    ///
    /// - Throws: `AdministrationError`; the paths of its faults are those of the form.
    func store(for agent: OperatorDraft, in users: UserService, by author: String) async throws(AdministrationError) {
        do throws(AdministrationError) {
            switch kind {
            case .unchanged: return
            case .new: _ = try await users.make(draft(for: agent), password: password, by: author)
            case .existing:
                guard let user = try await found(users), !user.extensions.contains(agent.id) else { return }
                var draft = UserDraft(user)
                if draft.extension == nil { draft.extension = agent.id } else { draft.otherExtensions.append(agent.id) }
                _ = try await users.change(user.id, to: draft, by: author)
            }
        } catch .invalid(let faults) {
            throw .invalid(faults.map(Self.placed))
        }
    }

    private func found(_ users: UserService) async throws(AdministrationError) -> User? {
        do {
            return try await users.user(user)
        } catch {
            throw .notStored(reason: "\(error)")
        }
    }

    private static func placed(_ fault: LocatedProblem) -> LocatedProblem {
        var fault = fault
        fault.path = prefix + (fault.path == "password" ? "password" : fault.path == "login" ? "login" : "user")
        return fault
    }

    func fields(_ writer: inout FieldWriter, users: [User]) -> PageContent {
        [
            "kind": writer.choice("\(Self.prefix)kind", kind.rawValue, words: Kind.allCases.map(\.rawValue)),
            "user": writer.choice(
                "\(Self.prefix)user", user,
                [FieldWriter.Option(value: "", label: writer.visit.text("fields.operator.account.user.none"))]
                    + users.map { FieldWriter.Option(value: $0.id, label: "\($0.name.isolated) (\($0.login))") }),
            "login": writer.text("\(Self.prefix)login", login, look: "code"),
            "password": writer.text("\(Self.prefix)password", "", look: "code", type: "password"),
        ]
    }
}

extension UserDraft {
    /// Creates a draft with a user's current values.
    init(_ user: User) {
        self.init(
            login: user.login, name: user.name, role: user.role, extension: user.extension,
            otherExtensions: user.otherExtensions, departments: user.departments, language: user.language)
    }
}

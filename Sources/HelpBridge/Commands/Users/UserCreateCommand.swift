import Administration
import ArgumentParser

/// `helpbridge user create`.
struct UserCreateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "create", abstract: "Makes a user who signs in with a password.")

    @Argument(help: "What they type to sign in.")
    var login: String

    @Option(
        help: "operator, supervisor or admin.",
        transform: { word in
            guard let role = UserRole(rawValue: word) else {
                throw ValidationError("expected operator, supervisor or admin")
            }
            return role
        })
    var role: UserRole

    @Option(help: "Their name; the login without one.")
    var name: String?

    @Option(
        name: .customLong("extension"),
        help: "Their phone, or several with commas between them: operators ask on them, supervisors help on the first.")
    var number: String?

    @Option(help: "The ids of the departments that a supervisor sees, with commas between them.")
    var departments: String?

    @Option(help: "The language of their pages, such as fa; their browser decides without one.")
    var language: String?

    @OptionGroup var password: PasswordOptions

    @OptionGroup var options: ConfigurationOptions

    func run() async throws {
        let numbers = number?.split(separator: ",").map(String.init) ?? []
        let draft = UserDraft(
            login: login, name: name ?? login, role: role, extension: numbers.first,
            otherExtensions: Array(numbers.dropFirst()),
            departments: departments?.split(separator: ",").map(String.init) ?? [], language: language)
        let password = try password.read(for: login)
        let user = try await options.withUsers { users in
            try await users.make(draft, password: password, by: UserCommand.author)
        }
        Console.print("\(user.login) may sign in as \(user.role.rawValue)")
    }
}

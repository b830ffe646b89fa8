import ArgumentParser
import WebAPI

/// `helpbridge user create`.
struct UserCreateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "create", abstract: "Makes a user who signs in with a password.")

    @Argument(help: "What he types to sign in.")
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

    @Option(help: "His name; the login without one.")
    var name: String?

    @Option(name: .customLong("extension"), help: "His own phone: an operator needs one, a supervisor helps with it.")
    var number: String?

    @Option(help: "The ids of the departments that a supervisor sees, with commas between them.")
    var departments: String?

    @Option(help: "The language of his pages, such as fa; his browser decides without one.")
    var language: String?

    @OptionGroup var password: PasswordOptions

    @OptionGroup var options: ConfigurationOptions

    func run() async throws {
        let draft = UserDraft(
            login: login, name: name ?? login, role: role, extension: number,
            departments: departments?.split(separator: ",").map(String.init) ?? [], language: language)
        let password = try password.read(for: login)
        let user = try await options.withUsers { desk in
            try await desk.make(draft, password: password, by: UserCommand.author)
        }
        Console.print("\(user.login) may sign in as \(user.role.rawValue)")
    }
}

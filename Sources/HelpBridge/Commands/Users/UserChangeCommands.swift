import Administration
import ArgumentParser

/// The user that a command changes.
struct ChangedUser: ParsableArguments {
    @Argument(help: "Their login.")
    var login: String

    @OptionGroup var options: ConfigurationOptions

    func change(_ work: (UserService, User) async throws -> Void) async throws {
        try await options.withUser(login, work)
    }
}

/// `helpbridge user password`.
struct UserPasswordCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "password", abstract: "Sets a user's password, and signs them out everywhere.")

    @OptionGroup var user: ChangedUser

    @OptionGroup var password: PasswordOptions

    func run() async throws {
        let password = try password.read(for: user.login)
        try await user.change { try await $0.setPassword(password, of: $1.id, by: UserCommand.author) }
    }
}

/// `helpbridge user disable`.
struct UserDisableCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "disable", abstract: "Disables a user and ends their sessions.")

    @OptionGroup var user: ChangedUser

    func run() async throws {
        try await user.change { _ = try await $0.setDisabled(true, $1.id, by: UserCommand.author) }
    }
}

/// `helpbridge user enable`.
struct UserEnableCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "enable", abstract: "Enables a disabled user.")

    @OptionGroup var user: ChangedUser

    func run() async throws {
        try await user.change { _ = try await $0.setDisabled(false, $1.id, by: UserCommand.author) }
    }
}

/// `helpbridge user remove`.
struct UserRemoveCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove", abstract: "Removes a user, and signs them out everywhere.")

    @OptionGroup var user: ChangedUser

    func run() async throws {
        try await user.change { try await $0.remove($1.id, by: UserCommand.author) }
    }
}

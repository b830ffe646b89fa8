import ArgumentParser
import WebAPI

/// `helpbridge user password`.
struct UserPasswordCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "password", abstract: "Sets a user's password, and signs him out everywhere.")

    @Argument(help: "His login.")
    var login: String

    @OptionGroup var password: PasswordOptions

    @OptionGroup var options: ConfigurationOptions

    func run() async throws {
        let password = try password.read(for: login)
        try await options.withUser(login) { desk, user in
            try await desk.setPassword(password, of: user.id, by: UserCommand.author)
        }
    }
}

/// `helpbridge user disable`.
struct UserDisableCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "disable", abstract: "Signs a user out everywhere, and lets him in no more.")

    @Argument(help: "His login.")
    var login: String

    @OptionGroup var options: ConfigurationOptions

    func run() async throws {
        try await options.withUser(login) { desk, user in
            _ = try await desk.setDisabled(true, user.id, by: UserCommand.author)
        }
    }
}

/// `helpbridge user enable`.
struct UserEnableCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "enable", abstract: "Lets a user in again who was disabled.")

    @Argument(help: "His login.")
    var login: String

    @OptionGroup var options: ConfigurationOptions

    func run() async throws {
        try await options.withUser(login) { desk, user in
            _ = try await desk.setDisabled(false, user.id, by: UserCommand.author)
        }
    }
}

/// `helpbridge user remove`.
struct UserRemoveCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove", abstract: "Removes a user, and signs him out everywhere.")

    @Argument(help: "His login.")
    var login: String

    @OptionGroup var options: ConfigurationOptions

    func run() async throws {
        try await options.withUser(login) { desk, user in try await desk.remove(user.id, by: UserCommand.author) }
    }
}

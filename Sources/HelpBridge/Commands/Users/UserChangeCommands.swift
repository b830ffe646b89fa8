import Administration
import ArgumentParser

/// `helpbridge user password`.
struct UserPasswordCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "password", abstract: "Sets a user's password, and signs them out everywhere.")

    @Argument(help: "Their login.")
    var login: String

    @OptionGroup var password: PasswordOptions

    @OptionGroup var options: ConfigurationOptions

    func run() async throws {
        let password = try password.read(for: login)
        try await options.withUser(login) { users, user in
            try await users.setPassword(password, of: user.id, by: UserCommand.author)
        }
    }
}

/// `helpbridge user disable`.
struct UserDisableCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "disable", abstract: "Signs a user out everywhere, and lets them in no more.")

    @Argument(help: "Their login.")
    var login: String

    @OptionGroup var options: ConfigurationOptions

    func run() async throws {
        try await options.withUser(login) { users, user in
            _ = try await users.setDisabled(true, user.id, by: UserCommand.author)
        }
    }
}

/// `helpbridge user enable`.
struct UserEnableCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "enable", abstract: "Lets a user in again who was disabled.")

    @Argument(help: "Their login.")
    var login: String

    @OptionGroup var options: ConfigurationOptions

    func run() async throws {
        try await options.withUser(login) { users, user in
            _ = try await users.setDisabled(false, user.id, by: UserCommand.author)
        }
    }
}

/// `helpbridge user remove`.
struct UserRemoveCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove", abstract: "Removes a user, and signs them out everywhere.")

    @Argument(help: "Their login.")
    var login: String

    @OptionGroup var options: ConfigurationOptions

    func run() async throws {
        try await options.withUser(login) { users, user in try await users.remove(user.id, by: UserCommand.author) }
    }
}

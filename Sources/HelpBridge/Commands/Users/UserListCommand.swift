import Administration
import ArgumentParser
import WebServer

/// `helpbridge user list`.
struct UserListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "Lists the users by login.")

    @Flag(help: "Prints a JSON array.")
    var json = false

    @OptionGroup var options: ConfigurationOptions

    func run() async throws {
        let users = try await options.withUsers { try await $0.users() }
        if json { return try Console.print(json: users) }
        for user in users {
            var words = [user.login, user.role.rawValue, user.name]
            if !user.extensions.isEmpty { words.append("extension \(user.extensions.joined(separator: ","))") }
            if !user.departments.isEmpty { words.append(user.departments.joined(separator: ",")) }
            if user.isDisabled { words.append("disabled") }
            Console.print(words.joined(separator: "  "))
        }
    }
}

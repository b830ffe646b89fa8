import Administration
import ArgumentParser
import Foundation
import Storage
import WebServer

/// `helpbridge token`.
struct TokenCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "token", abstract: "Looks after API tokens. A running bridge knows a new one at once.",
        subcommands: [Create.self, List.self, Revoke.self])

    static let author = "command"

    struct Create: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Makes a token and shows it this once.")

        @Option(help: "What the token is for.")
        var name: String

        @Option(
            help: "What it may do: requests, settings or tokens; may be given more than once.",
            transform: { word in
                guard let scope = Scope(rawValue: word) else {
                    throw ValidationError("expected requests, settings or tokens")
                }
                return scope
            })
        var scope: [Scope] = [.requests]

        @Option(help: "After how many days it expires; without it, never.")
        var days: Int?

        @OptionGroup var options: ConfigurationOptions

        func validate() throws {
            guard name.contains(where: { !$0.isWhitespace }), name.count <= 100 else {
                throw ValidationError("--name must be 1 to 100 characters")
            }
            guard (1...36_500).contains(days ?? 1) else { throw ValidationError("--days must be from 1 to 36500") }
        }

        func run() async throws {
            let now = Date()
            let secret = TokenSecret()
            let token = APIToken(
                name: name, scopes: Set(scope), at: now,
                expiresAt: days.map { now.addingTimeInterval(Double($0) * 86_400) })
            try await options.withTokens { try await $0.add(token, digest: secret.digest, by: author) }
            Console.print(secret.text)
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Lists the tokens, oldest first.")

        @OptionGroup var options: ConfigurationOptions

        func run() async throws {
            for token in try await options.withTokens({ try await $0.tokens() }) {
                let scopes = token.scopes.map(\.rawValue).sorted().joined(separator: ",")
                let end = token.expiresAt.map { "expires \($0.formatted(.iso8601))" } ?? "does not expire"
                Console.print("\(token.id)  \(scopes)  \(end)  \(token.name)")
            }
        }
    }

    struct Revoke: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Makes a token void at once.")

        @Argument(help: "The token's id, as `token list` shows it.")
        var id: String

        @OptionGroup var options: ConfigurationOptions

        func run() async throws {
            guard try await options.withTokens({ try await $0.remove(id, by: author) }) else {
                throw HelpBridgeError.failed("there is no token with the id \(id); see helpbridge token list")
            }
        }
    }
}

extension ConfigurationOptions {
    fileprivate func withTokens<Value: Sendable>(
        _ work: (any TokenStore) async throws -> Value
    ) async throws -> Value {
        let database = try await BridgeDatabase.open(try await load())
        let value = try await work(database.tokens)
        try await database.close()
        return value
    }
}

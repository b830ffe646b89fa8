import Administration
import ArgumentParser
import Foundation
import Storage
import WebAPI
import WebServer

/// `helpbridge token`.
struct TokenCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "token", abstract: "Manages API tokens. A running bridge accepts a new token immediately.",
        subcommands: [Create.self, List.self, Revoke.self])

    static let author = Credential(id: "command")

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

        @Flag(help: "Print as JSON, with the id that `token revoke` takes.")
        var json = false

        @OptionGroup var options: ConfigurationOptions

        func validate() throws {
            guard TokenDraft.isName(name) else {
                throw ValidationError("--name must be 1 to 100 characters in one line")
            }
            guard days.map(TokenDraft.terms.contains) ?? true else {
                let terms = TokenDraft.terms
                throw ValidationError("--days must be from \(terms.lowerBound) to \(terms.upperBound)")
            }
        }

        func run() async throws {
            let now = Date()
            let draft = TokenDraft(
                name: name, scopes: Set(scope), expiresAt: days.map { TokenDraft.expiry(after: $0, from: now) })
            let made = try await options.withTokens { try await $0.make(draft, by: author, at: now) }
            do {
                try Console.write(
                    json
                        ? ResponseJSON.text(TokenBody(record: made.token, token: made.secret.text)) : made.secret.text)
            } catch {
                // Nobody has seen the token, and it cannot be shown again.
                _ = try await options.withTokens { try await $0.revoke(made.token.id, by: author) }
                throw HelpBridgeError.failed("\(error); the token is revoked again")
            }
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Lists the tokens, oldest first.")

        @Flag(help: "Print as JSON.")
        var json = false

        @OptionGroup var options: ConfigurationOptions

        func run() async throws {
            let tokens = try await options.withTokens { try await $0.tokens() }
            if json { return try Console.print(json: tokens.map { TokenBody(record: $0) }) }
            for token in tokens {
                let scopes = token.scopes.map(\.rawValue).sorted().joined(separator: ",")
                let end = token.expiresAt.map { "expires \($0.formatted(.iso8601))" } ?? "does not expire"
                Console.print("\(token.id)  \(scopes)  \(end)  \(token.name)")
            }
        }
    }

    struct Revoke: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Revokes a token immediately.")

        @Argument(help: "The token's id, as `token list` shows it.")
        var id: String

        @OptionGroup var options: ConfigurationOptions

        func run() async throws {
            guard try await options.withTokens({ try await $0.revoke(id, by: author) }) else {
                throw HelpBridgeError.failed("there is no token with the id \(id); see helpbridge token list")
            }
        }
    }
}

extension ConfigurationOptions {
    fileprivate func withTokens<Value: Sendable>(
        _ work: (TokenService) async throws -> Value
    ) async throws -> Value {
        try await BridgeDatabase.with(try await load()) { try await work(TokenService(store: $0.tokens)) }
    }
}

import Administration
import ArgumentParser
import Foundation

/// `helpbridge deliveries`: the pending and past deliveries to subscriptions and CRMs.
struct DeliveriesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "deliveries", abstract: "Shows what goes out to subscriptions and CRMs, and sends it again.",
        subcommands: [List.self, Replay.self])

    /// A delivery in the form of `/v1/outgoing-deliveries`.
    struct Item: Decodable {
        var id: Int64
        var kind: String
        var target: String
        var request: String
        var requestState: String
        var state: String
        var attempts: Int
        var queuedAt: String
        var dueAt: String?
        var fault: String?

        var line: String {
            var line = "\(id)  \(queuedAt)  \(kind) \(target)  \(request) \(requestState)  \(state), tried \(attempts)"
            if let dueAt, attempts > 0 { line += ", again at \(dueAt)" }
            if let fault { line += ": \(fault)" }
            return line
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Lists the last ones, newest first.")

        @Option(help: "Only what goes to this subscription, or this source.")
        var target: String?

        @Option(help: "Only these: waiting, delivered or dead (given up).")
        var state: String?

        @Option(help: "How many.")
        var limit = 50

        @Flag(help: "Print JSON.")
        var json = false

        @OptionGroup var server: ServerOptions

        func validate() throws {
            guard state.map({ OutgoingDelivery.State(rawValue: $0) != nil }) ?? true else {
                throw ValidationError("--state must be waiting, delivered or dead")
            }
            guard (1...200).contains(limit) else { throw ValidationError("--limit must be from 1 to 200") }
        }

        func run() async throws {
            struct Page: Decodable {
                var items: [Item]
            }
            var query = "limit=\(limit)"
            if let target {
                query += "&target=\(target.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? "")"
            }
            if let state { query += "&state=\(state)" }
            let answer = try await server.asking { [query] in try await $0.outgoingDeliveries(query) }
            guard !json else { return Console.print(String(decoding: answer, as: UTF8.self)) }
            for item in try JSONDecoder().decode(Page.self, from: answer).items { Console.print(item.line) }
        }
    }

    struct Replay: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Resends one delivery, or every abandoned one.",
            discussion: "The receiver recognizes a repeated delivery by its id.")

        @Argument(help: "The delivery's number in the list.")
        var id: Int64?

        @Flag(help: "Everything that was given up.")
        var dead = false

        @OptionGroup var server: ServerOptions

        func validate() throws {
            guard (id != nil) != dead else { throw ValidationError("give either a delivery's number or --dead") }
        }

        func run() async throws {
            struct Replayed: Decodable {
                var replayed: Int
            }
            let path = id.map { "\($0)/replay" } ?? "replay"
            let answer = try await server.asking { try await $0.replayOutgoing(path) }
            if id != nil {
                Console.print(try JSONDecoder().decode(Item.self, from: answer).line)
            } else {
                Console.print("\(try JSONDecoder().decode(Replayed.self, from: answer).replayed) are sent again")
            }
        }
    }
}

extension ServerOptions {
    /// Runs `ask` with a client of the running bridge, and closes it afterwards.
    fileprivate func asking<Value>(_ ask: (BridgeClient) async throws -> Value) async throws -> Value {
        let client = try await client()
        do {
            let value = try await ask(client)
            await client.close()
            return value
        } catch {
            await client.close()
            throw error
        }
    }
}

import ArgumentParser
import Foundation
import HelpDesk

/// `helpbridge request`, also `helpbridge request ask`.
struct RequestAskCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ask", abstract: "Asks for help in an operator's name; `ask` may be left out.")

    @OptionGroup var who: AskingOptions

    @Option(help: "The customer's number or name.")
    var customer: String?

    @Option(help: "Why help is needed.")
    var reason: String?

    @Option(
        help: "normal or emergency.",
        transform: { word in
            guard let urgency = Urgency(rawValue: word) else { throw ValidationError("expected normal or emergency") }
            return urgency
        })
    var urgency: Urgency?

    @Flag(help: "Follow the request to its end.")
    var watch = false

    @Flag(help: "Print the request's JSON.")
    var json = false

    @OptionGroup var server: ServerOptions

    func run() async throws {
        let client = try await server.client()
        let body = who.body.merging(["customer": customer, "reason": reason, "urgency": urgency?.rawValue]) { $1 }
        do {
            let accepted = try await client.ask(body.compactMapValues(\.self))
            let request = try await follow(accepted, with: client)
            await client.close()
            if watch, request.outcome != .helped {
                throw HelpBridgeError.failed(
                    "nobody has helped: the request is \(request.state.rawValue); "
                        + "helpbridge request show \(request.id) tells why")
            }
        } catch {
            await client.close()
            throw error
        }
    }

    /// Prints the request, and with `--watch` each state that it enters.
    private func follow(_ accepted: Data, with client: BridgeClient) async throws -> HelpRequest {
        var printer = RequestPrinter(json: json)
        var request = try RequestPrinter.decode(accepted)
        printer.print(request, raw: accepted)
        guard watch else { return request }
        try await client.follow(request.id) { raw in
            request = try RequestPrinter.decode(raw)
            printer.print(request, raw: raw)
            return request.state.isEnd
        }
        printer.printEnd(request)
        return request
    }
}

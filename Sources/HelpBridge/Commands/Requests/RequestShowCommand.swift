import Administration
import ArgumentParser
import Foundation
import HelpDesk

/// `helpbridge request show`: the answer to "why did nobody come?".
struct RequestShowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Tells what became of a help request, and why.",
        discussion:
            "Its states, what was exchanged with each CRM, whose phone was rung and how that ended, who came or interfered."
    )

    @Argument(help: "The request's id, as the history and the log have it.")
    var id: String

    @Flag(help: "Also ask the same CRMs once more, and show each request and answer, secrets masked.")
    var trace = false

    @Flag(help: "Print the request's JSON.")
    var json = false

    @OptionGroup var server: ServerOptions

    func validate() throws {
        guard HelpRequestID(id) != nil else {
            throw ValidationError("expected the id of a help request, such as 01a210f8-74b6-7fed-850b-ca668adfbe86")
        }
        guard !json || !trace else { throw ValidationError("--trace does not go with --json") }
    }

    func run() async throws {
        let client = try await server.client()
        do {
            try await show(with: client)
            await client.close()
        } catch {
            await client.close()
            throw error
        }
    }

    private func show(with client: BridgeClient) async throws {
        let raw = try await client.request(id)
        guard !json else {
            Console.print(String(decoding: raw, as: UTF8.self))
            return
        }
        let request = try RequestPrinter.decode(raw)
        let details = RequestDetails(
            request: request, actions: try await client.actions(on: request),
            lookups: try await client.lookupTraces(of: request))
        details.lines.forEach(Console.print)
        guard trace else { return }
        for source in details.sources {
            Console.print("")
            Console.print("\(source), asked now:")
            let answer = try await client.ask(source: source, about: request.operator)
            try InquiryPrinter(trace: true, json: false).print(try JSONDecoder().decode(SourceTrace.self, from: answer))
        }
    }
}

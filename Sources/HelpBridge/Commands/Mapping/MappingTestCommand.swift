import ArgumentParser
import CurlHTTP
import ManagerLookup

/// `helpbridge mapping test`.
struct MappingTestCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "test", abstract: "Plays the examples of mapping files against a local HTTP server.")

    @OptionGroup var arguments: MappingCommand.Files

    func run() async throws {
        let mappings = try arguments.load().map { try $0.get() }
        let script = ExampleScript()
        let client = try CurlClient()
        let failures = try await ExampleServer(script: script).run { url in
            let player = ExamplePlayer(
                script: script, baseURL: url, client: client, jq: JQWorkerCommand.pool())
            var failures = 0
            for mapping in mappings { failures += try await Self.play(mapping, player) }
            return failures
        }
        await client.shutdown()
        guard failures == 0 else {
            throw HelpBridgeError.failed("\(failures) of the examples did not come out as recorded")
        }
    }

    private static func play(_ mapping: Mapping, _ player: ExamplePlayer) async throws -> Int {
        let outcomes = try await player.play(mapping)
        if outcomes.isEmpty { Console.print("\(mapping.name): has no examples") }
        for outcome in outcomes {
            Console.print("\(mapping.name): \(outcome.example): \(outcome.differences.isEmpty ? "good" : "FAILED")")
            for difference in outcome.differences { Console.print("    \(difference)") }
        }
        return outcomes.count { !$0.differences.isEmpty }
    }
}

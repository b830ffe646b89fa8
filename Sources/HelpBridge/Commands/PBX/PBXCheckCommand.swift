import ArgumentParser
import Foundation
import HelpDesk
import Logging
import Speech
import Storage
import Telephony

/// `helpbridge pbx check`.
struct PBXCheckCommand: AsyncParsableCommand {
    private struct Line: Encodable {
        var grade: String
        var what: String
        var remedy: String?
    }

    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Says what the PBX lacks, and how to mend it. Rings nobody.")

    @OptionGroup var options: ConfigurationOptions

    @Flag(help: "Print JSON.")
    var json = false

    func run() async throws {
        var loaded = try await options.load()
        // As the bridge does; which one it has taken nobody knows.
        if loaded.http.port == 0 { loaded.http.port = try FreePort.find(host: loaded.http.host) }
        let configuration = loaded
        let parts = try await BridgeParts(configuration)
        let (callCenter, fallback) = try await callCenter(configuration, parts)
        let numbers = numbers(callCenter, parts.policy)
        switch configuration.pbx.driver {
        case .ari:
            try report(await overREST(configuration, parts, numbers, fallback))
        case .ami:
            let inspector = AMIInspector(try Bridge.ami(configuration.pbx))
            try report(
                await inspector.findings(numbers: numbers, prompt: prompt(configuration, parts), fallback: fallback))
        case .simulated:
            throw HelpBridgeError.failed("pbx.driver is simulated: there is nothing to check")
        }
    }

    private func overREST(
        _ configuration: BridgeConfiguration, _ parts: BridgeParts, _ numbers: [DialableNumber],
        _ fallback: FallbackDialplan?
    ) async throws -> [PBXFinding] {
        let clients = try HTTPClients()
        let address = configuration.localAddress ?? ""
        let findings = try await withThrowingTaskGroup(of: Void.self) { group in
            let inspector = ARIInspector(
                try Bridge.ari(configuration.pbx, publicURL: configuration.http.publicURL ?? address),
                http: clients.pbx)
            let prompt = try await prompt(configuration, parts)
            // A bridge that is at work serves the prompts already.
            if configuration.pbx.prompts == .http, FreePort.isFree(configuration.http.port) {
                let server = PromptServer(configuration: configuration)
                let (running, started) = AsyncStream.makeStream(of: Void.self)
                group.addTask { try await server.run { started.yield() } }
                for await _ in running { break }
            }
            let findings = await inspector.findings(numbers: numbers, prompt: prompt, fallback: fallback)
            group.cancelAll()
            return findings
        }
        await clients.shutdown()
        return findings
    }

    private func prompt(_ configuration: BridgeConfiguration, _ parts: BridgeParts) async throws -> PromptAudio? {
        let studio = try Bridge.studio(
            configuration, voices: VoiceLibrary(parts.voices), logger: Logger(label: "helpbridge"))
        guard let voice = parts.voices.names.sorted().first else { return nil }
        return try await studio.prepare(.requestSent, source: nil, voice: voice, values: PromptValues())
    }

    /// The tables, and the dialplan that they should have led to.
    private func callCenter(
        _ configuration: BridgeConfiguration, _ parts: BridgeParts
    ) async throws -> (CallCenter, FallbackDialplan?) {
        let database = try await BridgeDatabase.open(configuration)
        let logger = Logger(label: "helpbridge")
        let callCenter = try await CallCenterStore(database: database.shared, logger: logger).current
        let pbx = configuration.pbx
        var dialplan = RequestCodeDialplan(callCenter, pbx)
        // Buttons and webhooks need no dialplan: where no code is dialled, there is nothing to fall back from.
        if !dialplan.routes.isEmpty {
            let sentences = FallbackSentences(
                studio: try Bridge.studio(
                    configuration, voices: VoiceLibrary(parts.voices), sounds: SoundDatabase(database: database.shared),
                    logger: logger),
                directory: pbx.promptDirectory)
            dialplan.fallback = RequestCodeDialplan.Fallback(
                callCenter: callCenter, policy: parts.policy, endpoint: pbx.endpoint,
                sentences: try await sentences.paths(dialplan.routes))
        }
        try await database.close()
        return (callCenter, dialplan.fallbackDialplan)
    }

    private func numbers(_ callCenter: CallCenter, _ policy: DialPolicy) -> [DialableNumber] {
        let helpers = callCenter.departments.values.flatMap { $0.helpers.map(\.extension) }
        return Set(callCenter.operators.keys).union(helpers).sorted().compactMap(policy.dialable)
    }

    private func report(_ findings: [PBXFinding]) throws {
        if json {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.withoutEscapingSlashes, .prettyPrinted, .sortedKeys]
            let lines = findings.map { Line(grade: $0.grade.rawValue, what: $0.what, remedy: $0.remedy) }
            Console.print(String(decoding: try encoder.encode(lines), as: UTF8.self))
        } else {
            for finding in findings {
                let mark = [PBXFinding.Grade.good: "good ", .note: "note ", .fault: "FAULT"][finding.grade] ?? ""
                Console.print("\(mark)  \(finding.what)")
                if let remedy = finding.remedy { Console.print("       \(remedy)") }
            }
        }
        let faults = findings.count { $0.grade == .fault }
        if faults > 0 {
            throw HelpBridgeError.failed("\(faults) of \(findings.count) things on the PBX are to be mended")
        }
    }
}

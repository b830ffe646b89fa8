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
        /// The PBX's id; `nil` if there is only one.
        var pbx: String?
        var grade: String
        var what: String
        var remedy: String?
    }

    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Says what the PBX lacks, and how to mend it. Rings nobody.")

    @OptionGroup var options: ConfigurationOptions

    @OptionGroup var choice: PBXOptions

    @Flag(help: "Print JSON.")
    var json = false

    func run() async throws {
        var loaded = try await options.load()
        // Any free port, as the bridge does; the port that a running bridge took is unknown.
        if loaded.http.port == 0 { loaded.http.port = try FreePort.find(host: loaded.http.host) }
        let configuration = loaded
        let parts = try await BridgeParts(configuration)
        let pbxs = try choice.chosen(in: configuration)
        var findings: [(pbx: String?, finding: PBXFinding)] = []
        for pbx in pbxs {
            let found = try await check(pbx, configuration, parts, among: configuration.pbxs.count)
            findings += found.map { (configuration.pbxs.count > 1 ? pbx.id : nil, $0) }
        }
        try report(findings)
    }

    private func check(
        _ pbx: BridgeConfiguration.PBX, _ configuration: BridgeConfiguration, _ parts: BridgeParts, among count: Int
    ) async throws -> [PBXFinding] {
        let (callCenter, fallback) = try await callCenter(configuration, pbx, parts)
        let numbers = numbers(callCenter, parts.policy).filter { ($0.pbx ?? parts.policy.defaultPBX) == pbx.id }
        let others = others(than: pbx, among: count)
        switch pbx.driver {
        case .ari:
            return others + (try await overREST(configuration, pbx, parts, numbers, fallback))
        case .ami:
            let inspector = AMIInspector(try PBXDrivers.ami(pbx))
            return others
                + (await inspector.findings(
                    numbers: numbers,
                    prompt: try await prompt(try await studio(configuration, parts), configuration, parts),
                    fallback: fallback))
        case .simulated:
            guard count > 1 else {
                throw HelpBridgeError.failed("pbx.driver is simulated: there is nothing to check")
            }
            return [PBXFinding(.note, "it is simulated: there is nothing to check")]
        }
    }

    /// Reports how the extensions of other PBXs are reached.
    private func others(than pbx: BridgeConfiguration.PBX, among count: Int) -> [PBXFinding] {
        guard count > 1 else { return [] }
        if let trunk = pbx.trunk { return [PBXFinding(.good, "extensions of other PBXs are dialled as \(trunk)")] }
        return [
            PBXFinding(
                .note, "helpers on other PBXs are not rung for operators of this one: it has no trunk",
                remedy: "set trunk, such as PJSIP/{extension}@{pbx}, with an endpoint of that name in pjsip.conf")
        ]
    }

    private func overREST(
        _ configuration: BridgeConfiguration, _ pbx: BridgeConfiguration.PBX, _ parts: BridgeParts,
        _ numbers: [DialableNumber], _ fallback: FallbackDialplan?
    ) async throws -> [PBXFinding] {
        let address = configuration.localAddress ?? ""
        let inspector = ARIInspector(
            try PBXDrivers.ari(pbx, publicURL: configuration.http.publicURL ?? address), on: EventLoops.calls)
        let studio = try await studio(configuration, parts)
        let prompt = try await prompt(studio, configuration, parts)
        func findings() async -> [PBXFinding] {
            await inspector.findings(numbers: numbers, prompt: prompt, fallback: fallback)
        }
        // A running bridge already serves the prompts.
        guard pbx.prompts == .http, FreePort.isFree(configuration.http.port) else { return await findings() }
        return try await PromptServer(http: configuration.http, files: studio).whileServing(findings)
    }

    private func studio(_ configuration: BridgeConfiguration, _ parts: BridgeParts) async throws -> VoiceStudio {
        try await configuration.asOwner {
            try BridgePrompts.studio(
                configuration, voices: VoiceLibrary(parts.voices), logger: Logger(label: "helpbridge"))
        }
    }

    private func prompt(
        _ studio: VoiceStudio, _ configuration: BridgeConfiguration, _ parts: BridgeParts
    ) async throws -> PromptAudio? {
        guard let voice = parts.voices.names.sorted().first else { return nil }
        return try await configuration.asOwner {
            try await studio.prepare(.requestSent, source: nil, voice: voice, values: PromptValues())
        }
    }

    /// Returns the call centre, and the dialplan expected from it.
    private func callCenter(
        _ configuration: BridgeConfiguration, _ pbx: BridgeConfiguration.PBX, _ parts: BridgeParts
    ) async throws -> (CallCenter, FallbackDialplan?) {
        try await BridgeDatabase.with(configuration) { database in
            let logger = Logger(label: "helpbridge")
            let callCenter = try await SQLCallCenterStore(database: database.shared, logger: logger).current
            var dialplan = RequestCodeDialplan(callCenter, pbx)
            // Buttons and webhooks need no dialplan: if no code is dialled, there is nothing to fall back from.
            if !dialplan.routes.isEmpty {
                let routes = dialplan.routes
                let sentences = try await configuration.asOwner {
                    try await FallbackSentences(
                        studio: try BridgePrompts.studio(
                            configuration, voices: VoiceLibrary(parts.voices),
                            sounds: SQLSoundStore(database: database.shared), logger: logger),
                        directory: pbx.promptDirectory
                    ).paths(routes)
                }
                dialplan.fallback = RequestCodeDialplan.Fallback(
                    callCenter: callCenter, policy: parts.policy, pbx: pbx, sentences: sentences)
            }
            return (callCenter, dialplan.fallbackDialplan)
        }
    }

    private func numbers(_ callCenter: CallCenter, _ policy: DialPolicy) -> [DialableNumber] {
        let helpers = callCenter.departments.values.flatMap { $0.helpers.map(\.extension) }
        return Set(callCenter.operators.keys).union(helpers).sorted().compactMap(policy.dialable)
    }

    private func report(_ findings: [(pbx: String?, finding: PBXFinding)]) throws {
        if json {
            let lines = findings.map { pbx, finding in
                Line(pbx: pbx, grade: finding.grade.rawValue, what: finding.what, remedy: finding.remedy)
            }
            try Console.print(json: lines)
        } else {
            for (pbx, finding) in findings {
                let mark = [PBXFinding.Grade.good: "good ", .note: "note ", .fault: "FAULT"][finding.grade] ?? ""
                Console.print("\(mark)  \(pbx.map { "\($0): " } ?? "")\(finding.what)")
                if let remedy = finding.remedy { Console.print("       \(remedy)") }
            }
        }
        let faults = findings.count { $0.finding.grade == .fault }
        if faults > 0 {
            throw HelpBridgeError.failed("\(faults) of \(findings.count) PBX checks failed")
        }
    }
}

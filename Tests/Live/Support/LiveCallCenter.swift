import Foundation
import HelpDesk
import ProgramTestSupport
import TestSupport
import Testing

extension Tag {
    /// Needs a real PBX, and real time.
    @Tag static var live: Self
}

/// A whole call centre on this machine: a real Asterisk, SIP phones, a CRM, and the program.
final class LiveCallCenter: Sendable {
    let directory: URL
    let lab: PBXLab
    /// A second Asterisk, which the program knows as `shiraz`, with a trunk between the two.
    let other: PBXLab?
    let crm: FaultServer
    let phones: [String: SIPPhone]

    private let settings: String
    /// The driver that the program uses.
    let driver: Driver
    /// How an extension is dialled.
    private let endpoint: String
    /// Whose state is asked and whose call is coached, where that is another thing.
    private let device: String?
    /// Stands between the program and Asterisk's REST interface, if anything does.
    let relay: TCPRelay?
    /// Whether prompts are rendered ahead.
    private let warms: Bool

    enum Driver: String, CaseIterable, Sendable {
        case ari, ami
    }

    private init(
        directory: URL, lab: PBXLab, other: PBXLab?, crm: FaultServer, phones: [String: SIPPhone], settings: String,
        driver: Driver,
        endpoint: String, device: String?, relay: TCPRelay?, warms: Bool
    ) {
        self.endpoint = endpoint
        self.device = device
        self.relay = relay
        self.warms = warms
        self.driver = driver
        self.settings = settings
        self.directory = directory
        self.lab = lab
        self.other = other
        self.crm = crm
        self.phones = phones
    }

    /// The CRM's manager of everybody is Sara at 200; helpers of the department are 201 and 202.
    static func callCenter(_ routes: String = route) -> String {
        """
        departments:
          - {id: support, name: پشتیبانی, helpers: [{extension: "201", name: رضا محمدی}, {extension: "202"}]}
          - {id: night, name: شب, helpers: [{extension: "102"}]}
        operators:
          - {extension: "101", name: علی رضایی, department: support}
        sources:
          - {id: main, mapping: generic, baseURL: "CRM", timeoutMilliseconds: 10000}
        routes:
          - \(routes)
        """
    }

    static let route = route(", mode: consult")

    /// The route `*5003`, with settings of its own.
    static func route(
        detection: String = "crm, sources: [main]",
        ringing: String = "strategy: sequential, timeoutSeconds: 4, totalSeconds: 30", _ more: String = ""
    ) -> String {
        """
        {code: "*5003", name: Support help, detection: \(detection), voice: fa, ringing: {\(ringing)}\(more)}
        """
    }

    static let managerAnswer = #"{"manager":{"extension":"200","name":"سارا کریمی","department":"support"}}"#

    /// Sets it up, lets a scenario play in it, and takes it down.
    ///
    /// - Parameters:
    ///   - version: of Asterisk.
    ///   - behaviours: which phones are registered, and what they do; `201#2` is a second one under the account 201.
    ///     They register in the order of their names.
    ///   - route: the route that the call centre has.
    ///   - driver: how the program drives Asterisk.
    ///   - endpoint: how an extension is dialled.
    ///   - device: whose state is asked and whose call is coached, where that is another thing.
    ///   - dialplan: what the laboratory's dialplan has besides.
    ///   - settings: a call centre of its own, in the route's place.
    ///   - isRelayed: whether the network between program and Asterisk can be cut.
    ///   - elsewhere: the phones on a second Asterisk; they are called `201@shiraz`.
    ///   - warms: whether prompts are rendered ahead; without, the cache holds what was played, and nothing else.
    ///   - crm: how the CRM answers; by default it names 200.
    static func run(
        on version: AsteriskVersion, phones behaviours: [String: SIPPhoneBehaviour],
        route: String = route, settings: String? = nil, through driver: Driver = .ari,
        endpoint: String = "PJSIP/{extension}", device: String? = nil, dialplan: String? = nil, isRelayed: Bool = false,
        elsewhere: [String: SIPPhoneBehaviour]? = nil, warmed warms: Bool = false,
        crm respond: @escaping FaultServer.Respond = { _ in .answer(text: managerAnswer) },
        _ scenario: (LiveCallCenter, BridgeProcess) async throws -> Void
    ) async throws {
        let directory = FileManager.default.temporaryDirectory.appendingPathComponent("hb-live-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        let lab = try await PBXLab.start(
            version, in: directory, phones: behaviours.keys.map(Self.account),
            contacts: behaviours.keys.contains { $0.contains("#") } ? 2 : 1)
        if let dialplan {
            try dialplan.write(
                toFile: lab.directory + "/asterisk/etc/extensions_test.conf", atomically: true, encoding: .utf8)
            _ = try await lab.console("dialplan reload")
        }
        var other: PBXLab?
        if let elsewhere {
            other = try await secondLab(version, in: directory, phones: elsewhere.keys, besides: lab)
        }
        let relay = isRelayed ? try await TCPRelay.start(to: lab.ariPort) : nil
        let crm = try await FaultServer.start(respond: respond)
        var phones: [String: SIPPhone] = [:]
        var failure: (any Error)?
        do {
            for (name, behaviour) in behaviours.sorted(by: { $0.key < $1.key }) {
                let phone = try await SIPPhone.start(
                    extension: Self.account(name), registrar: lab.sipPort, behaviour: behaviour)
                phones[name] = phone
                try await phone.register()
            }
            if let other {
                for (name, behaviour) in (elsewhere ?? [:]).sorted(by: { $0.key < $1.key }) {
                    let phone = try await SIPPhone.start(
                        extension: name, registrar: other.sipPort, behaviour: behaviour)
                    phones["\(name)@shiraz"] = phone
                    try await phone.register()
                }
            }
            let center = LiveCallCenter(
                directory: directory, lab: lab, other: other, crm: crm, phones: phones,
                settings: settings ?? callCenter(route),
                driver: driver, endpoint: endpoint, device: device, relay: relay, warms: warms)
            let bridge = try await center.serve()
            defer { bridge.stop() }
            do {
                try await scenario(center, bridge)
            } catch {
                Issue.record("\(error)\n\(center.log)")
            }
        } catch {
            failure = error
        }
        for phone in phones.values { await phone.stop() }
        await crm.stop()
        try await relay?.stop()
        try await lab.stop()
        try await other?.stop()
        if let failure { throw failure }
    }

    /// The account of a phone by its name in a test.
    private static func account(_ name: String) -> String { String(name.prefix { $0 != "#" }) }

    func phone(_ number: String) throws -> SIPPhone {
        try #require(phones[number])
    }

    /// Where the program finds Asterisk.
    private var ari: String {
        relay.map { lab.ari.replacing(":\(lab.ariPort)", with: ":\($0.port)") } ?? lab.ari
    }

    private var configuration: URL { directory.appendingPathComponent("helpbridge.yaml") }

    /// Writes the configuration, loads the call centre, and starts the program; called again, it starts it anew.
    func serve() async throws -> BridgeProcess {
        if !FileManager.default.fileExists(atPath: configuration.path) {
            let yaml = """
                http: {host: 127.0.0.1, port: 0}
                database: {path: var/helpbridge.sqlite}
                \(other == nil ? "pbx:" : "pbxs:")
                \(other == nil ? "" : "- id: main\n  trunk: \"PJSIP/{extension}@{pbx}\"")
                  driver: \(driver)
                  endpoint: "\(endpoint)"\(device.map { "\n  device: \"\($0)\"" } ?? "")
                  promptDirectory: "\(lab.directory)/asterisk/prompts"
                  ami: {port: \(lab.amiPort), username: "\(lab.username)", password: "\(lab.password)"}
                  ari: {url: "\(ari)", application: helpbridge, username: "\(lab.username)", password: "\(lab.password)"}
                \(otherPBX)
                crm:
                  mappings: "\(PBXLab.repository.appendingPathComponent("Mappings").path)"
                  answerBudgetMilliseconds: 30000
                prompts: {warm: \(warms)}
                voices: "\(PBXLab.repository.appendingPathComponent("Voices").path)"
                auth: {tokens: ["\(BridgeProcess.token)"]}
                log: {level: debug}
                """
            try yaml.write(to: configuration, atomically: true, encoding: .utf8)
            try await apply(settings)
        }
        return try await BridgeProcess.serve(configuration)
    }

    /// Changes the route while the program runs.
    func apply(route: String) async throws {
        try await apply(Self.callCenter(route))
    }

    private func apply(_ settings: String) async throws {
        let file = directory.appendingPathComponent("callcenter.yaml")
        try settings.replacingOccurrences(of: "\"CRM\"", with: "\"http://127.0.0.1:\(crm.port)\"")
            .write(to: file, atomically: true, encoding: .utf8)
        _ = try await command(["apply", file.path])
    }

    /// Runs a command of the program with this call centre's configuration.
    func command(_ arguments: [String]) async throws -> String {
        try await BridgeProcess.run(arguments + ["--config", configuration.path], in: directory)
    }

    /// The same where it may fail: its exit code and what it printed.
    func commandWithStatus(_ arguments: [String]) async throws -> (Int32, String) {
        let log = directory.appendingPathComponent("command.log").path
        let child = try ChildProcess(
            [BuiltProgram.path] + arguments + ["--config", configuration.path], errorFile: log)
        let output = await child.read()
        return (child.waitForExit().exitCode, output)
    }

    /// Waits until Asterisk has no channel any more.
    func waitUntilQuiet() async throws {
        let deadline = ContinuousClock.now + .seconds(120)
        while try await !lab.console("core show channels count").contains("0 active channels") {
            guard ContinuousClock.now < deadline else {
                let channels = try await lab.console("core show channels concise")
                throw BridgeFailure(description: "channels are left behind: \(channels)")
            }
            // Nothing tells when the last channel is gone; the console has to be asked.
            try await Task.sleep(for: .milliseconds(100))
        }
    }

    /// Every prompt that was made so far.
    ///
    /// - Parameter path: of the folder where they are kept, if not the usual one.
    func prompts(in path: String? = nil) throws -> [[Int16]] {
        let cache = path.map { URL(fileURLWithPath: $0) } ?? directory.appendingPathComponent("var/prompts")
        let files = try FileManager.default.contentsOfDirectory(atPath: cache.path).filter { $0.hasSuffix(".wav") }
        return try files.map { try samples(cache.appendingPathComponent($0)) }
    }

    /// The one prompt that was made so far.
    func onlyPrompt() throws -> [Int16] {
        let prompts = try prompts(in: driver == .ami ? lab.directory + "/asterisk/prompts" : nil)
        #expect(prompts.count == 1)
        return try #require(prompts.first)
    }

    /// Speaks a text as the program would.
    func spoken(_ text: String) async throws -> [Int16] {
        let file = directory.appendingPathComponent("\(UUID().uuidString).wav")
        _ = try await command(["tts", "preview", "--voice", "fa", "--text", text, "--output", file.path])
        return try samples(file)
    }

    /// What the operator 101 hears when their request is sent to the first helper of their department; it must have
    /// been rendered already.
    func renderedRequestSent() async throws -> [Int16] {
        struct Report: Decodable {
            var cache: String
        }
        let file = directory.appendingPathComponent("\(UUID().uuidString).wav")
        let report = try await command([
            "tts", "preview", "--prompt", "requestSent", "--route", "*5003", "--operator", "101", "--json", "--output",
            file.path,
        ])
        #expect(try JSONDecoder().decode(Report.self, from: Data(report.utf8)).cache == "hit")
        return try samples(file)
    }

    func samples(_ file: URL) throws -> [Int16] {
        let audio = try #require(WaveAudio(parsing: Array(try Data(contentsOf: file))))
        #expect(audio.sampleRate == 8000 && audio.channels == 1)
        return audio.samples
    }

    /// The end of the program's log, for a failed test.
    var log: String {
        let text = (try? String(contentsOf: directory.appendingPathComponent("bridge.log"), encoding: .utf8)) ?? ""
        return text.split(separator: "\n").filter { !$0.contains("[WebServer]") && !$0.contains("[ServiceLifecycle]") }
            .suffix(40).joined(separator: "\n")
    }
}

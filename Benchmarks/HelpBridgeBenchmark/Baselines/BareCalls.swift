import ArgumentParser
import Foundation
import HelpDesk
import Logging
import NIOPosix
import Telephony
import TestSupport

/// The bare orders of help calls: ringing two phones, playing a prompt, joining the two and hanging up. No requests,
/// lookups, speech, storage or screens: the minimum cost of a help call on Asterisk.
struct BareCalls: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bare-calls", abstract: "Makes help calls without a help desk, to be compared with.",
        shouldDisplay: false)

    /// The measured figures.
    struct Result {
        /// The processor time of this process per call.
        var processorMilliseconds: Double
        /// The seconds from the first order to the end of the last call.
        var seconds: Double
    }

    @Option(help: "Where ARI answers.")
    var ari: String

    @Option(help: "Who may use it.")
    var username = FakeARISettings().username

    @Option(help: "Their password.")
    var password = FakeARISettings().password

    @Option(help: "How an extension is dialled.")
    var endpoint = "PJSIP/{extension}"

    @Option(help: "Where prompts are served.")
    var prompts = "http://127.0.0.1:9"

    @Option(help: "The prompt that is played.")
    var digest = String(repeating: "a", count: 64)

    @Option(help: "Calls a second.")
    var rate: Int

    @Option(help: "How many calls.")
    var count: Int

    func run() async throws {
        // Not the bridge's application, which may run at the same time.
        let application = "bare-calls"
        let configuration = try ARIConfiguration(
            url: ari, application: application, username: username, password: password,
            phones: PhoneAddresses(endpoint: endpoint), prompts: .http(publicURL: prompts))
        let driver = AsteriskARI(
            configuration, names: PBXNames(installation: "benchmark", application: application),
            on: MultiThreadedEventLoopGroup.singleton.any(), logger: Logger(label: application))
        let caller = BareCaller(
            driver: driver, policy: try DialPolicy(pattern: "^[0-9]{2,6}$"),
            prompt: PromptAudio(digest: digest, seconds: 1), rate: rate, count: count)
        let seconds = try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await driver.run() }
            let seconds = try await caller.follow()
            group.cancelAll()
            return seconds
        }
        print(ProcessTime.milliseconds(of: ProcessInfo.processInfo.processIdentifier) / Double(count), seconds)
    }

    /// Runs the calls in a separate process.
    static func measure(_ options: [String]) async throws -> Result {
        let child = try ChildProcess([BuiltPrograms.benchmark, "bare-calls"] + options)
        let output = await child.read()
        let figures = output.split(separator: "\n").last?.split(separator: " ").compactMap { Double($0) } ?? []
        guard child.waitForExit().exitCode == 0, figures.count == 2 else {
            throw MeasuredBridge.Failure(description: "bare-calls \(options) failed: \(output)")
        }
        return Result(processorMilliseconds: figures[0], seconds: figures[1])
    }
}

/// A caller that places the calls, and advances each on the PBX's events.
private struct BareCaller {
    let driver: AsteriskARI
    let policy: DialPolicy
    let prompt: PromptAudio
    let rate: Int
    let count: Int

    /// - Returns: the seconds from the first order to the end of the last call.
    func follow() async throws -> Double {
        try await withThrowingTaskGroup(of: Void.self) { group in
            var start = ContinuousClock.now
            var ended: Set<ChannelID> = []
            for await event in driver.events {
                switch event {
                case .synchronized:
                    start = .now
                    for position in 0..<count { group.addTask { [start] in try await place(position, start) } }
                case .answered(let channel): group.addTask { try await goOn(channel) }
                // The end of an answered channel is reported twice.
                case .ended(let channel, _, _) where ended.insert(channel).inserted:
                    group.addTask { try await finish(channel) }
                default: break
                }
                if ended.count == 2 * count { break }
            }
            try await group.waitForAll()
            return (.now - start) / .seconds(1)
        }
    }

    private func place(_ position: Int, _ start: ContinuousClock.Instant) async throws {
        try await Task.sleep(until: start + .seconds(1) * Double(position) / Double(rate))
        try await ring(.ofOperator(HelpRequestID()), "\(HelpCalls.firstOperator + position)")
    }

    /// Continues after the operator or the helper answered.
    private func goOn(_ channel: ChannelID) async throws {
        guard let id = channel.call.flatMap({ HelpRequestID($0.text) }) else { return }
        let (caller, helper) = (ChannelID.ofOperator(id), ChannelID.ofHelper(id, ordinal: 1))
        if channel == caller {
            try await driver.play(prompt, as: .of(id, ordinal: 1), on: caller)
            try await ring(helper, HelpCalls.helper)
        } else {
            try await driver.join([caller, helper], in: .of(id))
        }
    }

    /// Hangs up the operator after the helper hung up.
    private func finish(_ channel: ChannelID) async throws {
        guard let id = channel.call.flatMap({ HelpRequestID($0.text) }), channel != .ofOperator(id) else { return }
        try await driver.hangUp(.ofOperator(id))
        try await driver.destroy(.of(id))
    }

    private func ring(_ channel: ChannelID, _ number: String) async throws {
        guard let number = policy.dialable(number) else {
            throw ValidationError("\(number) cannot be dialled")
        }
        try await driver.originate(
            Origination(
                channel: channel, number: number, timeoutSeconds: 20, callerName: "Support", callerNumber: "*5003"))
    }
}

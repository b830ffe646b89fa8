import ArgumentParser
import CurlHTTP
import Foundation
import HelpDesk
import Logging
import Telephony
import TestSupport

/// Gives the orders of a help call and nothing else: rings two phones, plays a prompt, joins the two and hangs up. Nothing
/// is asked for, looked up, spoken, stored or shown: the least that a help call on Asterisk costs.
struct BareCalls: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bare-calls", abstract: "Makes help calls without a help desk, to be compared with.",
        shouldDisplay: false)

    @Option(help: "Where ARI answers.")
    var ari: String

    @Option(help: "Calls a second.")
    var rate: Int

    @Option(help: "How many calls.")
    var count: Int

    func run() async throws {
        let settings = FakeARISettings()
        let configuration = try ARIConfiguration(
            url: ari, application: "helpbridge", username: settings.username, password: settings.password,
            phones: PhoneAddresses(endpoint: "PJSIP/{extension}"), prompts: .http(publicURL: "http://127.0.0.1:9"))
        let http = try CurlClient()
        let driver = AsteriskARI(
            configuration, names: PBXNames(installation: "benchmark", application: "helpbridge"), http: http,
            logger: Logger(label: "bare-calls"))
        let caller = BareCaller(
            driver: driver, policy: try DialPolicy(pattern: "^[0-9]{2,6}$"), rate: rate, count: count)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await driver.run() }
            try await caller.follow()
            group.cancelAll()
        }
        await http.shutdown()
        print(ProcessTime.milliseconds(of: ProcessInfo.processInfo.processIdentifier) / Double(count))
    }
}

/// Makes the calls, and goes on with each by what the PBX tells.
private struct BareCaller {
    let driver: AsteriskARI
    let policy: DialPolicy
    let rate: Int
    let count: Int

    func follow() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            var ended: Set<ChannelID> = []
            for await event in driver.events {
                switch event {
                case .synchronized: group.addTask { try await place() }
                case .answered(let channel): group.addTask { try await goOn(channel) }
                // Of an answered channel it is told twice.
                case .ended(let channel, _, _) where ended.insert(channel).inserted:
                    group.addTask { try await finish(channel) }
                default: break
                }
                if ended.count == 2 * count { break }
            }
            try await group.waitForAll()
        }
    }

    private func place() async throws {
        let start = ContinuousClock.now
        for position in 0..<count {
            try await Task.sleep(until: start + .seconds(1) * Double(position) / Double(rate))
            try await ring(.ofOperator(HelpRequestID()), "\(HelpCalls.firstOperator + position)")
        }
    }

    /// The operator is on the line, or the helper is.
    private func goOn(_ channel: ChannelID) async throws {
        guard let id = channel.call.map({ HelpRequestID($0) }) else { return }
        let (caller, helper) = (ChannelID.ofOperator(id), ChannelID.ofHelper(id, position: 1))
        if channel == caller {
            let prompt = PromptAudio(digest: String(repeating: "a", count: 64), seconds: 1)
            try await driver.play(prompt, as: .of(id, position: 1), on: caller)
            try await ring(helper, HelpCalls.helper)
        } else {
            try await driver.join([caller, helper], in: .of(id))
        }
    }

    /// The helper hangs up first.
    private func finish(_ channel: ChannelID) async throws {
        guard let id = channel.call.map({ HelpRequestID($0) }), channel != .ofOperator(id) else { return }
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

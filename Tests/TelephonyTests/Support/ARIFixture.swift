import HelpDesk
import NIOPosix
import TestSupport

@testable import Telephony

/// A driver that runs against a fake Asterisk.
struct ARIFixture {
    /// Long enough for a busy machine to answer in time, where what is late counts as missed.
    static let answerable = Duration.seconds(4)

    let ari: FakeARI
    let driver: AsteriskARI
    let logs: LogRecorder
    let events: EventReader

    /// Starts both, runs the body, and stops both.
    ///
    /// - Parameters:
    ///   - settings: How the fake is set up.
    ///   - password: What the driver takes for the password.
    ///   - names: How the driver names things on the PBX.
    ///   - access: Whether the PBX is this bridge's.
    ///   - adjust: Changes the driver's configuration.
    ///   - prepare: Changes the fake before the driver connects.
    static func run(
        _ settings: FakeARISettings = FakeARISettings(), password: String = "secret", names: PBXNames = Samples.names,
        endpoint: String = "PJSIP/{extension}", access: PBXAccess = PBXAccess(),
        adjust: (inout ARIConfiguration) -> Void = { _ in },
        prepare: (FakeARI) async -> Void = { _ in },
        _ body: (ARIFixture) async throws -> Void
    ) async throws {
        try await FakeARI.run(settings) { ari in
            await prepare(ari)
            var configuration = try Self.configuration(url: ari.url, password: password, endpoint: endpoint)
            adjust(&configuration)
            let logs = LogRecorder()
            try await Self.run(configuration, logs, names: names, access: access) { driver, events in
                try await body(ARIFixture(ari: ari, driver: driver, logs: logs, events: events))
            }
        }
    }

    /// Runs a driver alone, whatever is, or is not, at the other end.
    static func run(
        _ configuration: ARIConfiguration, _ logs: LogRecorder, names: PBXNames = Samples.names,
        access: PBXAccess = PBXAccess(),
        _ body: (AsteriskARI, EventReader) async throws -> Void
    ) async throws {
        let driver = AsteriskARI(
            configuration, names: names, on: MultiThreadedEventLoopGroup.singleton.any(), access: access,
            logger: logs.logger)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await driver.run() }
            try await body(driver, EventReader(driver))
            group.cancelAll()
            try await group.waitForAll()
        }
    }

    static func configuration(
        url: String, password: String = "secret", endpoint: String = "PJSIP/{extension}"
    ) throws -> ARIConfiguration {
        try ARIConfiguration(
            url: url, application: "helpbridge", username: "helpbridge", password: password,
            phones: PhoneAddresses(endpoint: endpoint), prompts: .http(publicURL: "http://127.0.0.1:8080/"))
    }

    /// Waits for the first connection, then lets a phone be rung and answer.
    func answeredCall(_ channel: ChannelID, _ number: String) async throws {
        try await driver.originate(Samples.order(channel, number))
        await ari.ring(Samples.names.onPBX(channel))
        await ari.answer(Samples.names.onPBX(channel))
        guard try await events.next() == .ringing(channel), try await events.next() == .answered(channel) else {
            throw EventReader.StreamEnded()
        }
    }
}

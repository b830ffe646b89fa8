import ConcurrencyPrimitives
import HelpDesk
import Logging
import NIOCore
import NIOPosix
import ServiceLifecycle
import TestSupport
import Testing

@testable import Telephony

@Suite("The ARI driver's connection", .timeLimit(.minutes(15)))
struct AsteriskARIConnectionTests {
    @Test("The ARI driver opens the event stream with the application, the credentials and a Host header")
    func opening() async throws {
        try await ARIFixture.run { fixture in
            let snapshot = try await fixture.events.nextSnapshot()
            #expect(snapshot == PBXSnapshot())
            let seen = await fixture.ari.observation
            #expect(seen.target == "/ari/events?app=helpbridge&subscribeAll=false")
            #expect(seen.headers["host"] == "127.0.0.1:\(fixture.ari.port)")
            #expect(seen.headers["authorization"] == "Basic aGVscGJyaWRnZTpzZWNyZXQ=")
            #expect(fixture.driver.status.isConnected)
            // The bridge's logger says which PBX it is.
            #expect(fixture.logs.lines.allSatisfy { $0.metadata["pbx"] == nil })
            #expect(fixture.logs.lines.contains { $0.metadata["url"] == "\(fixture.ari.url)" })
        }
    }

    @Test("After a loss the ARI driver connects again and tells how our channels and bridges stand, and nobody else's")
    func snapshotAfterLoss() async throws {
        var settings = FakeARISettings()
        settings.phones = ["101": .answers(), "200": .ringsOn, "201": .manual, "300": .answers(), "301": .answers()]
        try await ARIFixture.run(settings) { fixture in
            _ = try await fixture.events.nextSnapshot()
            let (ringing, down) = (Samples.helperLeg, ChannelID.ofHelper(Samples.request, ordinal: 2))
            let other = ChannelID.ofHelper(Samples.request, ordinal: 3)
            try await fixture.driver.originate(Samples.order(Samples.operatorLeg, "101"))
            #expect(try await fixture.events.next() == .ringing(Samples.operatorLeg))
            #expect(try await fixture.events.next() == .answered(Samples.operatorLeg))
            try await fixture.driver.originate(Samples.order(ringing, "200"))
            #expect(try await fixture.events.next() == .ringing(ringing))
            try await fixture.driver.originate(Samples.order(down, "201"))
            for foreign in ["hb-\(Samples.request)-op-0badcafe", "hb-\(HelpRequestID())-op"] {
                await fixture.ari.call("300", as: foreign)
            }
            try await fixture.driver.originate(Samples.order(ChannelID("somebody-elses"), "300"))
            // One that is not ours, and that somebody has handed to us.
            guard case .arrived = try await fixture.events.next() else {
                Issue.record("the other channel did not arrive")
                return
            }
            try await fixture.driver.originate(Samples.order(other, "301"))
            #expect(try await fixture.events.next() == .ringing(other))
            #expect(try await fixture.events.next() == .answered(other))
            try await fixture.driver.join([Samples.operatorLeg, other], in: Samples.bridge)
            #expect(try await fixture.events.next() == .enteredBridge(Samples.operatorLeg))
            #expect(try await fixture.events.next() == .enteredBridge(other))

            await fixture.ari.dropEventStreams()

            _ = try await fixture.events.nextLoss()
            let snapshot = try await fixture.events.nextSnapshot()
            #expect(
                snapshot.channels == [
                    Samples.operatorLeg: .answered, other: .answered, ringing: .ringing, down: .down,
                ])
            #expect(snapshot.bridges == [Samples.bridge: [Samples.operatorLeg, other]])
        }
    }

    @Test("An event in the same segment as the answer to the opening is not lost, and comes after the snapshot")
    func greeting() async throws {
        let event = #"{"type":"StasisStart","args":[],"channel":{"id":"\#(Samples.operatorName)","state":"Up"}}"#
        try await ARIFixture.run(prepare: { await $0.setGreeting([event]) }) { fixture in
            _ = try await fixture.events.nextSnapshot()
            #expect(try await fixture.events.next() == .answered(Samples.operatorLeg))
        }
    }

    /// Connects anew, and tells these events between the request for that list and the end of the probe behind all
    /// lists: before that no snapshot is let out.
    private func reconnect(_ fixture: ARIFixture, telling events: [String], afterRequestFor list: String) async throws {
        _ = try await fixture.events.nextSnapshot()
        await fixture.ari.send(
            event: #"{"type":"StasisStart","channel":{"id":"\#(Samples.operatorName)","state":"Up"}}"#)
        // By now the probes of the first connection have been heard: those of the next one have to be.
        #expect(try await fixture.events.next() == .answered(Samples.operatorLeg))
        await fixture.ari.forgetRequests()
        let isRequested = Locked(false)
        await fixture.ari.setFault { request in
            if request.path.hasPrefix(list) { isRequested.withLock { $0 = true } }
            return nil
        }
        await fixture.ari.setEventFilter { event in
            !event.contains(ApplicationProbe.eventName) || !isRequested.withLock { $0 }
        }
        await fixture.ari.dropEventStreams()
        _ = try await fixture.events.nextLoss()
        try await fixture.ari.request { $0.path.hasPrefix(list) }

        for event in events { await fixture.ari.send(event: event) }
        await fixture.ari.setEventFilter { _ in true }
        await fixture.ari.send(event: #"{"type":"ChannelUserevent","eventname":"\#(ApplicationProbe.eventName)"}"#)
    }

    @Test("Events that come while the snapshot is being fetched follow it, in their order")
    func eventsDuringSnapshot() async throws {
        let channels = (1...200).map { ChannelID.ofHelper(Samples.request, ordinal: $0) }
        let events = channels.map {
            #"{"type":"ChannelDestroyed","cause":17,"channel":{"id":"\#(Samples.names.onPBX($0))","state":"Down"}}"#
        }
        try await ARIFixture.run { fixture in
            try await reconnect(fixture, telling: events, afterRequestFor: "channels")
            _ = try await fixture.events.nextSnapshot()
            for channel in channels {
                #expect(try await fixture.events.next() == .ended(channel, .busy, HangupCause(q850: 17)))
            }
        }
    }

    /// The operator has dialled a code, and completes a transfer of their customer to us.
    private static let customer = "17.2"
    private static let transfer =
        #"{"type":"StasisStart","args":[],"channel":{"id":"\#(customer)","state":"Up"},"#
        + #""replace_channel":{"id":"\#(Samples.operatorName)","state":"Up"}}"#

    @Test(
        "Whoever is transferred to us while the lists are made, or just after, comes behind the snapshot that has them",
        arguments: ["channels", "applications"])
    func transferDuringSnapshot(list: String) async throws {
        let prepare: (FakeARI) async -> Void = { ari in
            await ari.call("900", as: Self.customer, inApplication: true)
            await ari.answer(Self.customer)
        }
        try await ARIFixture.run(prepare: prepare) { fixture in
            try await reconnect(fixture, telling: [Self.transfer], afterRequestFor: list)
            let snapshot = try await fixture.events.nextSnapshot()
            #expect(snapshot == PBXSnapshot(channels: [Samples.operatorLeg: .answered]))
            #expect(try await fixture.events.next() == .replaced(Samples.operatorLeg, by: ChannelID(Self.customer)))
        }
    }

    @Test("What a slow Asterisk tells late on the first connection of all still comes behind the snapshot that has it")
    func eventBehindFirstLists() async throws {
        var settings = FakeARISettings()
        settings.userEventDelay = .milliseconds(200)
        settings.lateEvents = [
            #"{"type":"StasisStart","args":["*5003"],"channel":{"id":"\#(Self.customer)","state":"Ring"}}"#
        ]
        let prepare: (FakeARI) async -> Void = { await $0.call("900", as: Self.customer, inApplication: true) }
        try await ARIFixture.run(settings, prepare: prepare) { fixture in
            // Nobody is hung up on: who has dialled a code is unknown until that is told.
            #expect(try await fixture.events.nextSnapshot() == PBXSnapshot())
            guard case .arrived(let call) = try await fixture.events.next() else {
                Issue.record("nobody has arrived")
                return
            }
            #expect(call.channel == ChannelID(Self.customer))
        }
    }

    @Test("Asterisk's pings are answered, and every frame is masked")
    func pongs() async throws {
        try await ARIFixture.run { fixture in
            _ = try await fixture.events.nextSnapshot()
            await fixture.ari.sendPing()
            try await fixture.ari.observation { $0.pongs == 1 }
            #expect(await fixture.ari.observation.unmaskedFrames == 0)
        }
    }

    @Test("An idle connection whose pings are answered stays")
    func pings() async throws {
        try await ARIFixture.run(adjust: { $0.pingInterval = ARIFixture.answerable }) { fixture in
            _ = try await fixture.events.nextSnapshot()
            try await fixture.ari.observation { $0.pings >= 2 }
            let seen = await fixture.ari.observation
            #expect(seen.openings == 1)
            #expect(seen.unmaskedFrames == 0)
        }
    }

    @Test("A connection whose pings are not answered is given up and opened anew")
    func missedPong() async throws {
        try await ARIFixture.run(
            adjust: { $0.pingInterval = .milliseconds(20) }, prepare: { await $0.setAnswersPings(false) }
        ) { fixture in
            _ = try await fixture.events.nextSnapshot()
            #expect(try await fixture.events.nextLoss().contains("no answer to a ping"))
            _ = try await fixture.events.nextSnapshot()
        }
    }

    @Test("A close frame is echoed, and the stream opened anew")
    func closeFrame() async throws {
        try await ARIFixture.run { fixture in
            _ = try await fixture.events.nextSnapshot()
            await fixture.ari.closeEventStreams()
            #expect(try await fixture.events.nextLoss().contains("Asterisk closed it"))
            try await fixture.ari.observation { $0.closeFrames == 1 }
            _ = try await fixture.events.nextSnapshot()
        }
    }

    @Test(
        "A refused event stream is logged as an error that names the setting, and tried again slowly",
        arguments: [(401, "pbx.ari.username"), (404, "pbx.ari.url"), (403, "ari.conf")])
    func refused(status: Int, setting: String) async throws {
        try await ARIFixture.run(
            adjust: {
                $0.refusedRetryDelay = .milliseconds(50)
                $0.startingPeriod = .zero
            },
            prepare: { await $0.refuseEventStreams(status: status) }
        ) { fixture in
            try await fixture.ari.observation { $0.openings >= 2 }
            #expect(fixture.logs.messages(at: .error).first?.contains(setting) == true)
            #expect(fixture.driver.status.detail.contains(setting))
            #expect(!fixture.driver.status.isConnected)
            await fixture.ari.refuseEventStreams(status: nil)
            _ = try await fixture.events.nextSnapshot()
            #expect(fixture.driver.status.isConnected)
        }
    }

    @Test("A wrong password is refused by the fake as by Asterisk, and not tried again at once")
    func wrongPassword() async throws {
        try await ARIFixture.run(password: "wrong") { fixture in
            try await fixture.ari.observation { $0.openings == 1 }
            await #expect(throws: PBXError.notConnected) {
                try await fixture.driver.startRinging(Samples.operatorLeg)
            }
            #expect(try await fixture.logs.next(at: .error).contains("pbx.ari.username"))
            #expect(await fixture.ari.observation.openings == 1)
        }
    }

    @Test(
        "An Asterisk that is not ready yet, or whose ARI is still to be loaded, is tried again soon",
        arguments: [503, 404])
    func notReady(status: Int) async throws {
        try await ARIFixture.run(prepare: { await $0.refuseEventStreams(status: status) }) { fixture in
            try await fixture.ari.observation { $0.openings >= 2 }
            await fixture.ari.refuseEventStreams(status: nil)
            _ = try await fixture.events.nextSnapshot()
            #expect(fixture.logs.messages(at: .error).isEmpty)
            #expect(fixture.logs.messages(at: .warning).count == 1, "the same complaint is made once")
        }
    }

    @Test("Another program that takes the application over is an error, and the driver does not fight for it at once")
    func replaced() async throws {
        try await ARIFixture.run { fixture in
            _ = try await fixture.events.nextSnapshot()
            let configuration = try ARIFixture.configuration(url: fixture.ari.url)
            let rival = try await EventStreamConnector(configuration: configuration).connect()
            try await rival.executeThenClose { _, _ in
                let reason = try await fixture.events.nextLoss()
                #expect(reason.contains("another program"))
                _ = try await fixture.logs.next(at: .error)
                #expect(fixture.logs.messages(at: .error).count == 1)
                #expect(await fixture.ari.observation.openings == 2)
            }
        }
    }

    @Test("An opening that was given up and comes late is no other program: the driver connects at once")
    func lateOpening() async throws {
        try await ARIFixture.run(
            adjust: { $0.requestTimeout = ARIFixture.answerable }, prepare: { await $0.setAnswersOpenings(false) }
        ) { fixture in
            #expect(try await fixture.logs.next(at: .warning).contains("not opened in time"))
            await fixture.ari.setAnswersOpenings(true)
            _ = try await fixture.events.nextSnapshot()
            let configuration = try ARIFixture.configuration(url: fixture.ari.url)
            let late = try await EventStreamConnector(configuration: configuration).connect()
            try await late.executeThenClose { _, _ in
                #expect(try await fixture.events.nextLoss().contains("an earlier opening"))
                _ = try await fixture.events.nextSnapshot()
                #expect(fixture.logs.messages(at: .error).isEmpty)
            }
        }
    }

    @Test("A stream over which Asterisk tells nothing any more is opened anew, though pings are answered")
    func deafness() async throws {
        try await ARIFixture.run(adjust: {
            $0.pingInterval = ARIFixture.answerable
            $0.requestTimeout = ARIFixture.answerable
        }) { fixture in
            _ = try await fixture.events.nextSnapshot()
            try await fixture.ari.observation { $0.userEvents >= 3 }
            #expect(await fixture.ari.observation.openings == 1)

            await fixture.ari.setEventFilter { _ in false }
            #expect(try await fixture.events.nextLoss().contains("forgotten our application"))
            // It is no connection as long as nothing is told over it.
            try await fixture.ari.observation { $0.openings >= 3 }
            #expect(!fixture.driver.status.isConnected)

            await fixture.ari.setEventFilter { _ in true }
            _ = try await fixture.events.nextSnapshot()
        }
    }

    @Test(
        "A peer without user events is believed without them",
        arguments: [FakeARIFault.answers(status: 404, body: ""), .answers(status: 204, body: ""), .disconnects])
    func withoutUserEvents(fault: FakeARIFault) async throws {
        try await ARIFixture.run(
            adjust: { $0.pingInterval = ARIFixture.answerable },
            prepare: { await $0.setFault { $0.isUserEvent ? fault : nil } }
        ) { fixture in
            _ = try await fixture.events.nextSnapshot()
            try await fixture.ari.observation { $0.userEvents >= 3 }
            #expect(await fixture.ari.observation.openings == 1)
            #expect(fixture.driver.status.isConnected)
        }
    }

    @Test("The ARI driver waits for an Asterisk that is not there, and finds it when it comes")
    func appearing() async throws {
        let port = try await FakeARI.run { $0.port }
        let configuration = try ARIFixture.configuration(url: "http://127.0.0.1:\(port)/ari")
        let logs = LogRecorder()
        try await ARIFixture.run(configuration, logs) { driver, events in
            #expect(try await logs.next(at: .warning).contains("Connection refused"))
            #expect(!driver.status.isConnected)
            var settings = FakeARISettings()
            settings.port = port
            try await FakeARI.run(settings) { _ in
                _ = try await events.nextSnapshot()
                #expect(driver.status.isConnected)
            }
        }
    }

    @Test("A peer that takes the connection and says nothing is given up in time")
    func silentPeer() async throws {
        let listener = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .bind(host: "127.0.0.1", port: 0).get()
        let port = try #require(listener.localAddress?.port)
        var configuration = try ARIFixture.configuration(url: "http://127.0.0.1:\(port)/ari")
        configuration.requestTimeout = .milliseconds(50)
        let logs = LogRecorder()
        try await ARIFixture.run(configuration, logs) { _, _ in
            let warning = try await logs.next(at: .warning)
            #expect(warning.contains("no connection to Asterisk"))
        }
        try await listener.close()
    }

    @Test(
        "Without a list of channels, or without our application, there is no connection: the opening is repeated",
        arguments: [
            ("GET bridges", 500, ""),
            ("POST events/user/\(ApplicationProbe.eventName)", 404, #"{"message":"Application not found"}"#),
        ])
    func refusedBeginning(line: String, status: Int, body: String) async throws {
        let prepare: (FakeARI) async -> Void = { ari in
            await ari.setFault { $0.line == line ? .answers(status: status, body: body) : nil }
        }
        try await ARIFixture.run(prepare: prepare) { fixture in
            try await fixture.ari.observation { $0.openings >= 2 }
            #expect(!fixture.driver.status.isConnected)
            await fixture.ari.setFault { _ in nil }
            _ = try await fixture.events.nextSnapshot()
        }
    }

    @Test("An event that cannot be read is logged and skipped")
    func malformedEvent() async throws {
        try await ARIFixture.run { fixture in
            _ = try await fixture.events.nextSnapshot()
            await fixture.ari.send(event: #"{"type":"StasisStart","channel":{}}"#)
            await fixture.ari.send(event: "not JSON")
            await fixture.ari.send(
                event: #"{"type":"StasisStart","channel":{"id":"\#(Samples.operatorName)","state":"Up"}}"#)
            #expect(try await fixture.events.next() == .answered(Samples.operatorLeg))
            #expect(fixture.logs.messages(at: .error).count == 2)
        }
    }

    @Test("An event larger than NIO's default frame gets through")
    func largeEvent() async throws {
        try await ARIFixture.run { fixture in
            _ = try await fixture.events.nextSnapshot()
            let name = String(repeating: "x", count: 1 << 20)
            await fixture.ari.send(
                event: #"{"type":"StasisStart","channel":{"id":"\#(Samples.operatorName)","name":"\#(name)"}}"#)
            #expect(try await fixture.events.next() == .answered(Samples.operatorLeg))
        }
    }

    @Test("A graceful shutdown ends the stream of events and leaves the calls alone")
    func gracefulShutdown() async throws {
        var settings = FakeARISettings()
        settings.otherPhones = .answers()
        try await FakeARI.run(settings) { ari in
            let logs = LogRecorder()
            let driver = AsteriskARI(
                try ARIFixture.configuration(url: ari.url), names: Samples.names,
                on: MultiThreadedEventLoopGroup.singleton.any(), logger: logs.logger)
            let group = ServiceGroup(services: [driver], logger: logs.logger)
            try await withThrowingTaskGroup(of: Void.self) { tasks in
                tasks.addTask { try await group.run() }
                let events = EventReader(driver)
                _ = try await events.nextSnapshot()
                try await driver.originate(Samples.order(Samples.operatorLeg, "101"))
                #expect(try await events.next() == .ringing(Samples.operatorLeg))
                #expect(try await events.next() == .answered(Samples.operatorLeg))
                await group.triggerGracefulShutdown()
                await #expect(throws: EventReader.StreamEnded.self) { try await events.next() }
                try await tasks.waitForAll()
            }
            #expect(await ari.requests.allSatisfy { $0.method != "DELETE" })
            #expect(!driver.status.isConnected)
        }
    }
}

import HelpDesk
import TestSupport
import Testing

@testable import Telephony

@Suite("The ARI driver's recordings", .timeLimit(.minutes(15)))
struct AsteriskARIRecordingTests {
    private static let take = TakeID("hb-1-t1")
    private static let name = Samples.names.onPBX(take.text)

    @Test("A recording beeps, has its limits, and is fetched and removed when it is over")
    func recorded() async throws {
        try await ARIFixture.run(prepare: { await $0.setPhone("101", .manual) }) { fixture in
            _ = try await fixture.events.nextSnapshot()
            try await fixture.answeredCall(Samples.operatorLeg, "101")
            try await fixture.driver.record(
                Self.take, on: Samples.operatorLeg, maximumSeconds: 298, silenceSeconds: 5)
            let request = try await fixture.ari.request { $0.path.hasSuffix("/record") }
            #expect(request.line == "POST channels/\(Samples.operatorName)/record")
            #expect(
                request.query == [
                    "name": Self.name, "format": "wav", "maxDurationSeconds": "298", "maxSilenceSeconds": "5",
                    "ifExists": "fail", "beep": "true", "terminateOn": "#",
                ])

            await fixture.ari.finish(recording: Self.name, file: "what was said")
            #expect(try await fixture.events.next() == .takeFinished(Self.take, succeeded: true))
            #expect(try await fixture.driver.takes() == [Self.take])
            #expect(try await fixture.driver.file(of: Self.take) == Array("what was said".utf8))
            try await fixture.driver.remove(Self.take)
            #expect(await fixture.ari.storedRecordings.isEmpty)
            await #expect(throws: PBXError.gone) { try await fixture.driver.file(of: Self.take) }
            await #expect(throws: PBXError.gone) { try await fixture.driver.remove(Self.take) }
        }
    }

    @Test("What cannot be recorded comes as an event, and what lies there of others is none of ours")
    func failed() async throws {
        try await ARIFixture.run(prepare: { await $0.setPhone("101", .manual) }) { fixture in
            _ = try await fixture.events.nextSnapshot()
            await fixture.ari.store("voicemail", as: "customers/17")
            try await fixture.answeredCall(Samples.operatorLeg, "101")
            try await fixture.driver.record(Self.take, on: Samples.operatorLeg, maximumSeconds: 9, silenceSeconds: 5)
            await fixture.ari.finish(recording: Self.name, file: nil)
            #expect(try await fixture.events.next() == .takeFinished(Self.take, succeeded: false))
            #expect(try await fixture.driver.takes() == [])
            await #expect(throws: PBXError.gone) {
                try await fixture.driver.record(
                    Self.take, on: Samples.helperLeg, maximumSeconds: 9, silenceSeconds: 5)
            }
        }
    }

    @Test("A recording ends before its channel does, and is removed also without the event stream")
    func hungUp() async throws {
        try await ARIFixture.run(prepare: { await $0.setPhone("101", .manual) }) { fixture in
            _ = try await fixture.events.nextSnapshot()
            try await fixture.answeredCall(Samples.operatorLeg, "101")
            try await fixture.driver.record(Self.take, on: Samples.operatorLeg, maximumSeconds: 9, silenceSeconds: 5)
            await fixture.ari.end(Samples.operatorName, cause: 16)
            #expect(try await fixture.events.next() == .takeFinished(Self.take, succeeded: true))
            #expect(try await fixture.events.next() == .ended(Samples.operatorLeg, .normal))
            #expect(try await fixture.events.next() == .ended(Samples.operatorLeg, .normal))

            await fixture.ari.refuseEventStreams(status: 503)
            await fixture.ari.dropEventStreams()
            _ = try await fixture.events.nextLoss()
            await #expect(throws: PBXError.notConnected) {
                try await fixture.driver.record(
                    TakeID("hb-1-t2"), on: Samples.operatorLeg, maximumSeconds: 9, silenceSeconds: 5)
            }
            try await fixture.driver.remove(Self.take)
            #expect(await fixture.ari.storedRecordings.isEmpty)
        }
    }
}

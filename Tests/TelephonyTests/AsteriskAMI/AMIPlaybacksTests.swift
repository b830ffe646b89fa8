import HelpDesk
import Testing

@testable import Telephony

@Suite("Prompts that are played through the manager interface")
struct AMIPlaybacksTests {
    private static let playback = PlaybackID.of(Samples.request, ordinal: 1)
    private static let leg = Samples.helperLeg

    private func begun() -> AMIPlaybacks {
        var playbacks = AMIPlaybacks()
        playbacks.begin(Self.playback, on: Self.leg)
        return playbacks
    }

    @Test(
        "Playbacks are forgotten when they, or their channel, have ended, also unseen",
        arguments: [
            PBXEvent.playbackFinished(playback, succeeded: true), .ended(leg, .normal), .synchronized(PBXSnapshot()),
        ])
    func forgotten(event: PBXEvent) {
        var playbacks = begun()
        playbacks.follow(event) { $0 }
        #expect(playbacks == AMIPlaybacks())
        #expect(playbacks.end(Self.playback) == nil)
    }

    @Test("Playbacks go on while other calls end, and are found by the call whose phone has answered")
    func others() {
        var playbacks = begun()
        playbacks.follow(.ended(Samples.operatorLeg, .normal)) { $0 }
        playbacks.follow(.ringing(Self.leg)) { $0 }
        playbacks.follow(.synchronized(PBXSnapshot(channels: [Self.leg: .answered]))) { $0 }
        #expect(playbacks == begun())
        let phone = ChannelID("\(Self.leg.text).2")
        playbacks.follow(.ended(phone, .normal)) { _ in phone }
        #expect(playbacks == AMIPlaybacks())
    }

    @Test("A playback that is over is not stopped: whatever is played there by then goes on", .timeLimit(.minutes(5)))
    func over() async throws {
        try await FakeAMI.run({ action in
            guard action["Action"] == "Redirect", action["Exten"] == "play" else { return nil }
            let played = [
                "Event: UserEvent", "UserEvent: HelpBridge", "What: played", "Uniqueid: \(Samples.helperName)",
                "Playback: \(Samples.names.onPBX(Self.playback.text))", "Result: SUCCESS",
            ]
            return [["Response: Success"], played]
        }) { server, driver in
            let prompt = PromptAudio(digest: String(repeating: "a", count: 64), seconds: 1)
            try await driver.play(prompt, as: Self.playback, on: Self.leg)
            for await event in driver.events {
                if case .playbackFinished = event { break }
            }
            await #expect(throws: PBXError.gone) { try await driver.stop(Self.playback) }
            #expect(server.actions("Redirect").map { $0["Exten"] } == ["play"])
        }
    }
}

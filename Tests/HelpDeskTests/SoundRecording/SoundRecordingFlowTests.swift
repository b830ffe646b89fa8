import Foundation
import Testing

@testable import HelpDesk

@Suite("A recording by phone")
struct SoundRecordingFlowTests {
    private static let now = Date(timeIntervalSince1970: 1_700_000_000)
    private static let order = SoundRecordingOrder(sound: "greeting", extension: "101")
    private static let audio = PromptAudio(digest: String(repeating: "a", count: 64), seconds: 2)
    private static let take = PromptAudio(digest: String(repeating: "b", count: 64), seconds: 3)

    /// A flow whose prompts are made, and the orders that every event led to.
    private struct Scene {
        var flow = SoundRecordingFlow(id: CallID(at: now), order: order, at: now)
        var clock = now
        var last: [SoundRecordingFlow.Action] = []

        init() {
            handle(.started)
            for kind in PromptKind.ofSoundRecordings { handle(.promptReady(kind, audio)) }
        }

        @discardableResult
        mutating func handle(_ event: SoundRecordingFlow.Event) -> [SoundRecordingFlow.Action] {
            last = flow.handle(event, at: clock)
            return last
        }

        mutating func hearOut() {
            guard let playback = flow.playback else { return }
            handle(.playbackFinished(playback))
        }

        /// Answers, hears what to do, speaks, and hears the recording.
        mutating func review() {
            handle(.answered)
            hearOut()
            speak()
        }

        mutating func speak() {
            handle(.takeFinished(flow.take, succeeded: true))
            handle(.auditioned(flow.take, take))
        }

        /// Until the flow wants to know of the time.
        mutating func waitForDeadline() {
            clock = flow.deadline ?? clock
            handle(.tick)
        }
    }

    @Test("A recording by phone rings, says what to do, records, plays it back, asks, keeps on 1, says so and hangs up")
    func kept() {
        var scene = Scene()
        #expect(scene.handle(.answered) == [.play(Self.audio, .of(scene.flow.id, ordinal: 1))])
        #expect(scene.flow.recording.state == .recording)
        scene.hearOut()
        #expect(scene.last == [.record(.of(scene.flow.id, number: 1))])
        #expect(scene.handle(.takeFinished(scene.flow.take, succeeded: true)) == [.fetch(scene.flow.take)])
        scene.handle(.auditioned(scene.flow.take, Self.take))
        #expect(scene.last == [.play(Self.take, .of(scene.flow.id, ordinal: 2))])
        #expect(scene.flow.recording.state == .reviewing)
        #expect(scene.flow.recording.seconds == 3)
        scene.hearOut()
        #expect(scene.last == [.play(Self.audio, .of(scene.flow.id, ordinal: 3))])
        scene.hearOut()
        #expect(scene.handle(.pressed("1")) == [.keep(scene.flow.take)])
        #expect(scene.flow.recording.state == .reviewing)
        #expect(scene.handle(.kept) == [.play(Self.audio, .of(scene.flow.id, ordinal: 4))])
        #expect(scene.flow.recording.state == .kept)
        scene.hearOut()
        #expect(scene.last == [.hangUp(scene.flow.channel)])
        scene.handle(.ended(.normal))
        #expect(scene.flow.phase == .over)
        #expect(scene.flow.recording.reason == nil)
    }

    @Test("A take is recorded again on 2, at whatever moment of the review it is pressed", arguments: [0, 1, 2])
    func repeated(heard: Int) {
        var scene = Scene()
        scene.review()
        for _ in 0..<heard { scene.hearOut() }
        let playing = scene.flow.playback.map { [SoundRecordingFlow.Action.stopPlaying($0)] } ?? []
        #expect(scene.handle(.pressed("2")) == playing + [.record(.of(scene.flow.id, number: 2))])
        #expect(scene.flow.recording.takes == 2)
        #expect(scene.flow.recording.state == .recording)
        scene.speak()
        #expect(scene.handle(.pressed("1")).last == .keep(.of(scene.flow.id, number: 2)))
    }

    @Test("A hash key leaves out the instruction for a recording")
    func skipped() {
        var scene = Scene()
        scene.handle(.answered)
        #expect(scene.handle(.pressed("1")) == [])
        let instruction = PlaybackID.of(scene.flow.id, ordinal: 1)
        #expect(scene.handle(.pressed("#")) == [.stopPlaying(instruction), .record(.of(scene.flow.id, number: 1))])
        #expect(scene.handle(.playbackFinished(instruction)) == [])
    }

    @Test("Hanging up keeps nothing of a recording, whenever before the decision")
    func hungUp() {
        let stages: [(inout Scene) -> Void] = [
            { $0.handle(.answered) },
            {
                $0.handle(.answered)
                $0.hearOut()
            },
            {
                $0.handle(.answered)
                $0.hearOut()
                $0.handle(.takeFinished($0.flow.take, succeeded: true))
            },
            { $0.review() },
            {
                $0.review()
                $0.hearOut()
                $0.hearOut()
            },
        ]
        for stage in stages {
            var scene = Scene()
            stage(&scene)
            let wasRecording = scene.flow.phase == .recording
            scene.handle(.ended(.normal))
            #expect(scene.last == (wasRecording ? [.remove(scene.flow.take)] : []))
            #expect(scene.flow.phase == .over)
            #expect(scene.flow.recording.state == .discarded)
            #expect(scene.flow.recording.reason == .hungUp)
        }
    }

    @Test("Who has pressed 1 and hangs up at once has kept their recording")
    func hungUpAfterDecision() {
        var scene = Scene()
        scene.review()
        scene.handle(.pressed("1"))
        #expect(scene.handle(.ended(.normal)) == [])
        #expect(scene.handle(.kept) == [])
        #expect(scene.flow.phase == .over)
        #expect(scene.flow.recording.state == .kept)
    }

    @Test("Who has pressed 1 and transfers the call has kept their recording, too")
    func transferredAfterDecision() {
        var scene = Scene()
        scene.review()
        scene.handle(.pressed("1"))
        let other = ChannelID("Local/900")
        #expect(scene.handle(.replaced(by: other)) == [.hangUp(other)])
        scene.handle(.kept)
        #expect(scene.flow.recording.state == .kept)
    }

    @Test("A take that cannot be used is asked for again, three times in all")
    func refused() {
        var scene = Scene()
        scene.handle(.answered)
        for number in 1...3 {
            scene.hearOut()
            #expect(scene.last == [.record(.of(scene.flow.id, number: number))])
            scene.handle(.takeFinished(scene.flow.take, succeeded: true))
            scene.handle(.takeRefused(scene.flow.take, SoundRefusal(code: "silent_recording", reason: "silent")))
        }
        #expect(scene.flow.recording.state == .failed)
        #expect(scene.flow.recording.reason == .refused("silent_recording"))
        scene.hearOut()
        #expect(scene.last == [.hangUp(scene.flow.channel)])
    }

    @Test("Who does not decide on a take is asked three times, then nothing is kept")
    func undecided() {
        var scene = Scene()
        scene.review()
        for _ in 1...3 {
            #expect(scene.flow.phase == .hearing)
            scene.hearOut()
            scene.hearOut()
            scene.waitForDeadline()
        }
        #expect(scene.last == [.hangUp(scene.flow.channel)])
        #expect(scene.flow.recording.state == .discarded)
        #expect(scene.flow.recording.reason == .undecided)
    }

    @Test(
        "A phone that does not answer a recording call is told of with the reason",
        arguments: [
            (HangupReason.busy, SoundRecording.Reason.busy), (.declined, .declined), (.noAnswer, .noAnswer),
            (.offline, .offline), (.failed, .pbxError),
        ])
    func notAnswered(reason: HangupReason, expected: SoundRecording.Reason) {
        for event in [SoundRecordingFlow.Event.ended(reason), .refused(reason)] {
            var scene = Scene()
            #expect(scene.handle(event) == [])
            #expect(scene.flow.phase == .over)
            #expect(scene.flow.recording.state == .failed)
            #expect(scene.flow.recording.reason == expected)
        }
    }

    @Test("A recording without prompts begins with the beep")
    func withoutPrompts() {
        var scene = Scene()
        for kind in PromptKind.ofSoundRecordings { scene.handle(.promptFailed(kind)) }
        #expect(scene.handle(.answered) == [.record(.of(scene.flow.id, number: 1))])
        scene.speak()
        scene.hearOut()
        #expect(scene.flow.phase == .deciding)
        scene.handle(.pressed("1"))
        #expect(scene.handle(.kept) == [.hangUp(scene.flow.channel)])
    }

    @Test("A recording's prompt that is not made yet is said as soon as it is")
    func latePrompt() {
        var flow = SoundRecordingFlow(id: CallID(at: Self.now), order: Self.order, at: Self.now)
        _ = flow.handle(.started, at: Self.now)
        #expect(flow.handle(.answered, at: Self.now) == [])
        let orders = flow.handle(.promptReady(.recordingInstruction, Self.audio), at: Self.now)
        #expect(orders == [.play(Self.audio, .of(flow.id, ordinal: 1))])
    }

    @Test("A lost PBX, a stop and a cancellation end a recording at once, and hang up")
    func givenUp() {
        let ends: [(SoundRecordingFlow.Event, SoundRecording.State, SoundRecording.Reason)] = [
            (.disconnected, .failed, .pbxError), (.stopped, .failed, .stopped), (.cancelled, .discarded, .cancelled),
        ]
        for (event, state, reason) in ends {
            var scene = Scene()
            scene.handle(.answered)
            scene.hearOut()
            #expect(scene.handle(event) == [.hangUp(scene.flow.channel)])
            #expect(scene.flow.recording.state == state)
            #expect(scene.flow.recording.reason == reason)
            // The end is not told when the PBX is lost.
            scene.waitForDeadline()
            #expect(scene.last == [.remove(scene.flow.take)])
            #expect(scene.flow.phase == .over)
        }
    }

    @Test("Whoever takes the place of the one who records, by a transfer, is hung up on")
    func transferred() {
        var scene = Scene()
        scene.review()
        let other = ChannelID("Local/900")
        #expect(scene.handle(.replaced(by: other)) == [.hangUp(other), .hangUp(scene.flow.channel)])
        #expect(scene.flow.recording.state == .discarded)
    }

    @Test("Reasons of a recording's end are stable words in JSON, also those of refusals")
    func reasons() throws {
        let reasons: [SoundRecording.Reason] = [.hungUp, .pbxError, .refused("silent_recording")]
        let json = try JSONEncoder().encode(reasons)
        #expect(String(decoding: json, as: UTF8.self) == #"["hung_up","pbx_error","silent_recording"]"#)
        #expect(try JSONDecoder().decode([SoundRecording.Reason].self, from: json) == reasons)
    }
}

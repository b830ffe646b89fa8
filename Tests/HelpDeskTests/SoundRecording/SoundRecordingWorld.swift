import Foundation
import TestSupport

@testable import HelpDesk

/// A recording with everything around it, whose course a seed decides: somebody at a phone, a PBX with its delays and
/// failures, and the bridge's own work.
struct SoundRecordingWorld {
    private(set) var flow: SoundRecordingFlow
    /// Nothing goes wrong any more, and the person hangs up.
    var isCalm = false
    private(set) var log: [String] = []

    /// How the phone stands.
    private enum Phone {
        case idle, ringing, answered, gone
    }

    private var generator: SeededGenerator
    private var now: Date
    private var phone = Phone.idle
    private var playing: [PlaybackID] = []
    private var recordingTake: TakeID?
    /// What the bridge's own work will tell.
    private var pending: [SoundRecordingFlow.Event] = []

    /// What lies on the PBX.
    private(set) var files: Set<TakeID> = []
    private(set) var kept: [TakeID] = []
    private(set) var keepOrders: [TakeID] = []
    private(set) var auditioned: Set<TakeID> = []
    /// The last key that was told while a decision was possible.
    private(set) var lastDecision: Character?
    private(set) var violations: [String] = []
    /// The PBX has not carried out a hang-up: what it goes on recording is removed when it is connected to again.
    private(set) var lostHangUp = false
    private(set) var states: [SoundRecording.State] = [.ringing]

    init(seed: UInt64) {
        generator = SeededGenerator(seed: seed)
        now = Date(timeIntervalSince1970: 1_700_000_000)
        flow = SoundRecordingFlow(
            id: CallID(HelpRequestID(at: now, using: &generator)),
            order: SoundRecordingOrder(sound: "s", extension: "101"), at: now)
        handle(.started)
    }

    var isQuiet: Bool { pending.isEmpty }

    mutating func step() {
        now.addTimeInterval(Double.random(in: 0.01...1.5, using: &generator))
        if !pending.isEmpty, generator.chance(60) {
            return handle(pending.remove(at: Int.random(in: pending.indices, using: &generator)))
        }
        if let deadline = flow.deadline, now >= deadline || generator.chance(5) {
            now = max(now, deadline)
            return handle(.tick)
        }
        if !isCalm, generator.chance(2) {
            let shocks: [SoundRecordingFlow.Event] = [
                .cancelled, .stopped, .disconnected, .replaced(by: ChannelID("x")),
            ]
            return handle(shocks.randomElement(using: &generator) ?? .cancelled)
        }
        switch phone {
        case .idle, .gone: break
        case .ringing: generator.chance(isCalm ? 20 : 80) ? answer() : end([.busy, .declined, .noAnswer, .offline])
        case .answered: act()
        }
    }

    private mutating func answer() {
        phone = .answered
        handle(.answered)
    }

    private mutating func act() {
        if generator.chance(isCalm ? 50 : 4) { return end([.normal]) }
        if !playing.isEmpty, generator.chance(60) { return handle(.playbackFinished(playing.removeFirst())) }
        if let take = recordingTake, generator.chance(50) {
            recordingTake = nil
            let succeeded = generator.chance(95)
            if succeeded || generator.chance(50) { files.insert(take) }
            return handle(.takeFinished(take, succeeded: succeeded))
        }
        if generator.chance(40), let key = "12#9".randomElement(using: &generator) {
            if [.hearing, .asking, .deciding].contains(flow.phase), "12".contains(key) { lastDecision = key }
            handle(.pressed(key))
        }
    }

    private mutating func end(_ reasons: [HangupReason]) {
        phone = .gone
        playing = []
        if let take = recordingTake {
            recordingTake = nil
            files.insert(take)
            handle(.takeFinished(take, succeeded: true))
        }
        handle(.ended(reasons.randomElement(using: &generator) ?? .normal))
    }

    private mutating func handle(_ event: SoundRecordingFlow.Event) {
        let before = flow
        let actions = flow.handle(event, at: now)
        log.append("\(event) -> \(flow.phase) \(flow.recording.state) \(actions)")
        if flow.recording.state != before.recording.state { states.append(flow.recording.state) }
        if before.recording.state.isEnd,
            flow.recording.state != before.recording.state || flow.recording.reason != before.recording.reason
        {
            violations.append("an end was changed")
        }
        if before.phase == .over, !actions.isEmpty { violations.append("something is ordered after the end") }
        for action in actions { perform(action) }
    }

    private mutating func perform(_ action: SoundRecordingFlow.Action) {
        switch action {
        case .ring:
            if generator.chance(10) { pending.append(.refused(.offline)) } else { phone = .ringing }
        case .prepare(let kind):
            let audio = PromptAudio(digest: kind.rawValue, seconds: 1)
            pending.append(generator.chance(90) ? .promptReady(kind, audio) : .promptFailed(kind))
        case .play(_, let playback):
            expectOnTheLine(action)
            if !playing.isEmpty { violations.append("two things are played at once") }
            if recordingTake != nil, flow.phase != .parting { violations.append("played into a recording") }
            generator.chance(95) ? playing.append(playback) : pending.append(.playbackFinished(playback))
        case .stopPlaying(let playback): playing.removeAll { $0 == playback }
        case .record(let take):
            expectOnTheLine(action)
            if !playing.isEmpty { violations.append("a prompt is recorded") }
            if generator.chance(95) { recordingTake = take } else { pending.append(.takeLost(take)) }
        case .fetch(let take):
            files.remove(take)
            switch Int.random(in: 0..<10, using: &generator) {
            case 0: pending.append(.takeLost(take))
            case 1, 2: pending.append(.takeRefused(take, SoundRefusal(code: "silent_recording", reason: "")))
            case 3: pending.append(.takeRefused(take, nil))
            default:
                auditioned.insert(take)
                pending.append(.auditioned(take, PromptAudio(digest: take.text, seconds: 2)))
            }
        case .remove(let take):
            files.remove(take)
            pending.append(.takeLost(take))
        case .keep(let take):
            keepOrders.append(take)
            if lastDecision != "1" { violations.append("kept without the key") }
            if !auditioned.contains(take) { violations.append("kept without having been heard") }
            if take != flow.take { violations.append("another take than the last one is kept") }
            if generator.chance(90) {
                kept.append(take)
                pending.append(.kept)
            } else {
                pending.append(.notKept(nil))
            }
        case .hangUp(let channel):
            guard channel == flow.channel else { return }
            if phone == .gone || phone == .idle {
                pending.append(.ended(.normal))
            } else if generator.chance(95) {
                end([.normal])
            } else {
                lostHangUp = true
            }
        }
    }

    /// An order may cross the news that the phone is gone, and not follow them.
    private mutating func expectOnTheLine(_ action: SoundRecordingFlow.Action) {
        if flow.isGone { violations.append("\(action) after the phone was hung up") }
    }
}

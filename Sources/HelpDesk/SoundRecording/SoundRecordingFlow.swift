import Foundation

/// The state machine of one recording by phone; every event returns the actions to carry out.
///
/// It rings, gives instructions, beeps and records, checks whether anything can be heard, plays it back, and asks; `1`
/// keeps the recording, `2` records again, and hanging up keeps nothing.
struct SoundRecordingFlow: FlowMachine, Equatable {
    enum Phase: Sendable, Equatable {
        case ringing
        /// They are hearing the instructions.
        case instructing
        /// The beep is played, and they speak.
        case recording
        /// The take is being fetched from the PBX and checked.
        case checking
        /// They are hearing what they said.
        case hearing
        /// They are being asked what to do with it.
        case asking
        /// They have been asked, and may press a key.
        case deciding
        case keeping
        /// They are hearing the result.
        case parting
        /// The phone is being hung up.
        case leaving
        case over
    }

    enum Prompt: Sendable, Equatable {
        case ready(PromptAudio)
        /// The prompt could not be rendered: the flow continues without it.
        case missing
    }

    /// The longest take, in seconds.
    ///
    /// An upload may last 300 s; a take stays below, because the PBX counts whole seconds of its own clock.
    static let maximumTake = 298
    /// The length of a silence that ends a take, in seconds.
    static let silence = 5
    static let ringingSeconds = 30
    /// The number of consecutive refused takes after which the recording fails.
    static let maximumRefusals = 3
    /// The number of times they are asked to decide.
    static let maximumQuestions = 3
    static let decisionSeconds = 10.0
    /// The time that the PBX may take for a step, in seconds, in addition to the step's own duration.
    static let patience = 5.0

    let id: CallID
    var recording: SoundRecording
    var phase = Phase.ringing
    /// The time of the next tick.
    var deadline: Date?
    var prompts: [PromptKind: Prompt] = [:]
    /// The prompt that is played as soon as it is ready.
    var awaited: PromptKind?
    var playback: PlaybackID?
    var playbacks = 0
    /// The last take, as callers would hear it.
    var audio: PromptAudio?
    /// The take that is still on the PBX.
    var unfetched: TakeID?
    var refusals = 0
    var questions = 0
    var isGone = false

    init(id: CallID, order: SoundRecordingOrder, at now: Date) {
        self.id = id
        recording = SoundRecording(sound: order.sound, extension: order.extension, startedAt: now)
    }

    static var tick: Event { .tick }
    var isEnded: Bool { phase == .over }

    var channel: ChannelID { .ofRecording(id) }

    /// The current or last take.
    var take: TakeID { .of(id, number: recording.takes) }

    mutating func handle(_ event: Event, at now: Date) -> [Action] {
        let before = recording
        let actions = phase == .over ? [] : react(to: event, at: now)
        if phase == .over { deadline = nil }
        if recording != before { recording.updatedAt = now }
        return actions
    }

    mutating func react(to event: Event, at now: Date) -> [Action] {
        switch event {
        case .started:
            deadline = now.addingTimeInterval(Double(Self.ringingSeconds) + 3 * Self.patience)
            return [.ring] + PromptKind.ofSoundRecordings.map(Action.prepare)
        case .promptReady(let kind, let audio): return know(kind, .ready(audio), at: now)
        case .promptFailed(let kind): return know(kind, .missing, at: now)
        case .answered:
            guard phase == .ringing else { return [] }
            return instruct(at: now)
        case .refused(let reason):
            guard phase == .ringing else { return [] }
            isGone = true
            return end(.failed, Self.reason(reason), at: now)
        case .ended(let reason): return ended(reason, at: now)
        case .replaced(let successor):
            return [.hangUp(successor)] + giveUp(.discarded, .hungUp, at: now)
        case .playbackFinished(let finished):
            guard finished == playback else { return [] }
            playback = nil
            return said(at: now)
        case .takeFinished(let finished, let succeeded):
            guard phase == .recording, finished == take else { return [] }
            phase = .checking
            deadline = nil
            unfetched = nil
            return [succeeded ? .fetch(finished) : .remove(finished)]
        case .takeLost(let lost):
            guard phase == .recording || phase == .checking, lost == take else { return [] }
            unfetched = nil
            return part(.failed, .pbxError, at: now)
        case .auditioned(let heard, let audio):
            guard phase == .checking, heard == take else { return [] }
            self.audio = audio
            refusals = 0
            questions = 0
            recording.state = .reviewing
            recording.seconds = audio.seconds
            return review(audio, at: now)
        case .takeRefused(let refused, let refusal):
            guard phase == .checking, refused == take else { return [] }
            return turnDown(refusal, at: now)
        case .pressed(let key): return pressed(key, at: now)
        case .kept:
            guard phase == .keeping else { return [] }
            return part(.kept, nil, at: now)
        case .notKept(let refusal):
            guard phase == .keeping else { return [] }
            return part(.failed, refusal.map { .refused($0.code) } ?? .bridgeError, at: now)
        case .cancelled: return giveUp(.discarded, .cancelled, at: now)
        case .stopped: return giveUp(.failed, .stopped, at: now)
        case .disconnected: return giveUp(.failed, .pbxError, at: now)
        case .tick: return tick(at: now)
        }
    }
}

import Foundation

/// The way of one recording by phone: every event returns what is to be done about it.
///
/// Ring, say what to do, beep and record, look whether anything can be heard, play it, ask; `1` keeps, `2` records again,
/// hanging up keeps nothing.
struct SoundRecordingFlow: FlowMachine, Equatable {
    enum Phase: Sendable, Equatable {
        case ringing
        /// They hear what to do.
        case instructing
        /// The beep, and what they say.
        case recording
        /// The take is fetched from the PBX and looked at.
        case checking
        /// They hear what they have said.
        case hearing
        /// They are asked what to do with it.
        case asking
        /// They think.
        case deciding
        case keeping
        /// They hear how it ended.
        case parting
        /// The phone was told to hang up.
        case leaving
        case over
    }

    enum Prompt: Sendable, Equatable {
        case ready(PromptAudio)
        /// It could not be made: the flow goes on without.
        case missing
    }

    /// A take's length at most, in seconds. An upload may have 300; the PBX counts whole seconds of its clock.
    static let maximumTake = 298
    /// How long a silence ends a take, in seconds.
    static let silence = 5
    static let ringingSeconds = 30
    /// How many takes may follow one another that are not taken.
    static let maximumRefusals = 3
    /// How often they are asked.
    static let maximumQuestions = 3
    static let decisionSeconds = 10.0
    /// How long the PBX may take for a step, in seconds, beyond the step's own length.
    static let patience = 5.0

    let id: CallID
    var recording: SoundRecording
    var phase = Phase.ringing
    /// When the flow wants a tick.
    var deadline: Date?
    var prompts: [PromptKind: Prompt] = [:]
    /// What is said as soon as it is made.
    var awaited: PromptKind?
    var playback: PlaybackID?
    var playbacks = 0
    /// What they have said last, as callers would hear it.
    var audio: PromptAudio?
    /// The take that lies on the PBX.
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

    /// The take that is under way, or was last.
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

import Foundation

/// The way of one recording by phone: every event returns what is to be done about it.
///
/// Ring, say what to do, beep and record, look whether anything can be heard, play it, ask; `1` keeps, `2` records again,
/// hanging up keeps nothing.
struct SoundRecordingFlow: Sendable, Equatable {
    enum Phase: Sendable, Equatable {
        case ringing
        /// He hears what to do.
        case instructing
        /// The beep, and what he says.
        case recording
        /// The take is fetched from the PBX and looked at.
        case checking
        /// He hears his take.
        case hearing
        /// He is asked what to do with it.
        case asking
        /// He thinks.
        case deciding
        case keeping
        /// He hears how it ended.
        case parting
        /// The phone was told to hang up.
        case leaving
        case over
    }

    private enum Prompt: Sendable, Equatable {
        case ready(PromptAudio)
        /// It could not be made: the flow goes on without.
        case missing
    }

    /// A take's length at most, in seconds. An upload may have 300; the PBX counts whole seconds of its clock.
    static let longestTake = 298
    /// How long a silence ends a take, in seconds.
    static let silence = 5
    static let ringingSeconds = 30
    /// How many takes may follow one another that are not taken.
    private static let mostRefusals = 3
    /// How often he is asked.
    private static let mostQuestions = 3
    private static let decisionSeconds = 10.0
    /// How long the PBX may take for a step, in seconds, beyond the step's own length.
    private static let patience = 5.0

    let id: HelpRequestID
    private(set) var recording: SoundRecording
    private(set) var phase = Phase.ringing
    /// When the flow wants a tick.
    private(set) var deadline: Date?
    private var prompts: [PromptKind: Prompt] = [:]
    /// What is said as soon as it is made.
    private var awaited: PromptKind?
    private(set) var playback: PlaybackID?
    private var playbacks = 0
    /// What he has said last, as callers would hear it.
    private var audio: PromptAudio?
    /// The take that lies on the PBX.
    private var unfetched: TakeID?
    private var refusals = 0
    private var questions = 0
    private(set) var isGone = false

    init(id: HelpRequestID, order: SoundRecordingOrder, at now: Date) {
        self.id = id
        recording = SoundRecording(sound: order.sound, extension: order.extension, startedAt: now)
    }

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

    private mutating func react(to event: Event, at now: Date) -> [Action] {
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

/// What he hears.
extension SoundRecordingFlow {
    private mutating func instruct(at now: Date) -> [Action] {
        phase = .instructing
        recording.state = .recording
        return say(.recordingInstruction, at: now)
    }

    private mutating func review(_ audio: PromptAudio, at now: Date) -> [Action] {
        phase = .hearing
        questions += 1
        return play(audio, at: now)
    }

    private mutating func say(_ kind: PromptKind, at now: Date) -> [Action] {
        switch prompts[kind] {
        case .ready(let audio): return play(audio, at: now)
        case .missing: return said(at: now)
        case nil:
            awaited = kind
            deadline = now.addingTimeInterval(Self.patience)
            return []
        }
    }

    private mutating func know(_ kind: PromptKind, _ prompt: Prompt, at now: Date) -> [Action] {
        prompts[kind] = prompt
        guard awaited == kind else { return [] }
        awaited = nil
        return say(kind, at: now)
    }

    private mutating func play(_ audio: PromptAudio, at now: Date) -> [Action] {
        playbacks += 1
        let playback = PlaybackID.of(id, position: playbacks)
        self.playback = playback
        deadline = now.addingTimeInterval(audio.seconds + Self.patience)
        return [.play(audio, playback)]
    }

    /// Ends what he hears, if he hears anything.
    private mutating func hush() -> [Action] {
        awaited = nil
        guard let playback else { return [] }
        self.playback = nil
        return [.stopPlaying(playback)]
    }

    /// He has heard what there was to hear.
    private mutating func said(at now: Date) -> [Action] {
        switch phase {
        case .instructing: return record(at: now)
        case .hearing:
            phase = .asking
            return say(.recordingReview, at: now)
        case .asking:
            phase = .deciding
            deadline = now.addingTimeInterval(Self.decisionSeconds)
            return []
        case .parting: return leave(at: now)
        case .ringing, .recording, .checking, .deciding, .keeping, .leaving, .over: return []
        }
    }
}

/// What he says, and what becomes of it.
extension SoundRecordingFlow {
    private mutating func record(at now: Date) -> [Action] {
        phase = .recording
        recording.state = .recording
        recording.takes += 1
        unfetched = take
        deadline = now.addingTimeInterval(Double(Self.longestTake + Self.silence) + Self.patience)
        return [.record(take)]
    }

    private mutating func turnDown(_ refusal: SoundRefusal?, at now: Date) -> [Action] {
        guard let refusal else { return part(.failed, .bridgeError, at: now) }
        refusals += 1
        return refusals < Self.mostRefusals ? instruct(at: now) : part(.failed, .refused(refusal.code), at: now)
    }

    private mutating func pressed(_ key: Character, at now: Date) -> [Action] {
        switch (phase, key) {
        case (.instructing, "#"): return hush() + record(at: now)
        case (.hearing, "2"), (.asking, "2"), (.deciding, "2"): return hush() + record(at: now)
        case (.hearing, "1"), (.asking, "1"), (.deciding, "1"):
            phase = .keeping
            deadline = nil
            return hush() + [.keep(take)]
        default: return []
        }
    }
}

/// How it ends.
extension SoundRecordingFlow {
    private mutating func tick(at now: Date) -> [Action] {
        guard let deadline, now >= deadline else { return [] }
        self.deadline = nil
        switch phase {
        case .ringing: return end(.failed, .noAnswer, at: now)
        case .instructing, .hearing, .asking, .parting: return hush() + said(at: now)
        case .recording: return part(.failed, .pbxError, at: now)
        case .deciding:
            guard questions < Self.mostQuestions, let audio else { return end(.discarded, .undecided, at: now) }
            return review(audio, at: now)
        case .leaving:
            phase = .over
            return clearUp()
        case .checking, .keeping, .over: return []
        }
    }

    private mutating func ended(_ reason: HangupReason, at now: Date) -> [Action] {
        isGone = true
        playback = nil
        awaited = nil
        switch phase {
        case .ringing: return end(.failed, Self.reason(reason), at: now)
        case .instructing, .recording, .checking, .hearing, .asking, .deciding:
            return end(.discarded, .hungUp, at: now)
        // He has pressed the key.
        case .keeping: return []
        case .parting, .leaving, .over:
            phase = .over
            return clearUp()
        }
    }

    /// What has been decided already stays as it is.
    private mutating func giveUp(
        _ state: SoundRecording.State, _ reason: SoundRecording.Reason, at now: Date
    ) -> [Action] {
        switch phase {
        case .keeping, .leaving, .over: []
        case .parting: leave(at: now)
        default: end(state, reason, at: now)
        }
    }

    /// Settles it, and says so.
    private mutating func part(
        _ state: SoundRecording.State, _ reason: SoundRecording.Reason?, at now: Date
    ) -> [Action] {
        recording.state = state
        recording.reason = reason
        guard !isGone else { return leave(at: now) }
        phase = .parting
        return say(state == .kept ? .recordingKept : .recordingFailed, at: now)
    }

    /// Settles it without a word.
    private mutating func end(
        _ state: SoundRecording.State, _ reason: SoundRecording.Reason, at now: Date
    ) -> [Action] {
        recording.state = state
        recording.reason = reason
        return leave(at: now)
    }

    private mutating func leave(at now: Date) -> [Action] {
        playback = nil
        awaited = nil
        guard !isGone else {
            phase = .over
            return clearUp()
        }
        phase = .leaving
        deadline = now.addingTimeInterval(Self.patience)
        return [.hangUp(channel)]
    }

    private mutating func clearUp() -> [Action] {
        guard let take = unfetched else { return [] }
        unfetched = nil
        return [.remove(take)]
    }

    private static func reason(_ reason: HangupReason) -> SoundRecording.Reason {
        switch reason {
        case .normal, .noAnswer: .noAnswer
        case .busy: .busy
        case .declined: .declined
        case .offline: .offline
        case .failed: .pbxError
        }
    }
}

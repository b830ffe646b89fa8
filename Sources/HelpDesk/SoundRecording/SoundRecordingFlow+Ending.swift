import Foundation

/// The end of a recording.
extension SoundRecordingFlow {
    mutating func tick(at now: Date) -> [Action] {
        guard let deadline, now >= deadline else { return [] }
        self.deadline = nil
        switch phase {
        case .ringing: return end(.failed, .noAnswer, at: now)
        case .instructing, .hearing, .asking, .parting: return hush() + said(at: now)
        case .recording: return part(.failed, .pbxError, at: now)
        case .deciding:
            guard questions < Self.maximumQuestions, let audio else { return end(.discarded, .undecided, at: now) }
            return review(audio, at: now)
        case .leaving:
            phase = .over
            return clearUp()
        case .checking, .keeping, .over: return []
        }
    }

    mutating func ended(_ reason: HangupReason, at now: Date) -> [Action] {
        isGone = true
        playback = nil
        awaited = nil
        switch phase {
        case .ringing: return end(.failed, Self.reason(reason), at: now)
        case .instructing, .recording, .checking, .hearing, .asking, .deciding:
            return end(.discarded, .hungUp, at: now)
        // They have already chosen to keep the recording.
        case .keeping: return []
        case .parting, .leaving, .over:
            phase = .over
            return clearUp()
        }
    }

    /// Ends the recording, unless its result is already decided.
    mutating func giveUp(
        _ state: SoundRecording.State, _ reason: SoundRecording.Reason, at now: Date
    ) -> [Action] {
        switch phase {
        case .keeping, .leaving, .over: []
        case .parting: leave(at: now)
        default: end(state, reason, at: now)
        }
    }

    /// Decides the result, and announces it.
    mutating func part(
        _ state: SoundRecording.State, _ reason: SoundRecording.Reason?, at now: Date
    ) -> [Action] {
        recording.state = state
        recording.reason = reason
        guard !isGone else { return leave(at: now) }
        phase = .parting
        return say(state == .kept ? .recordingKept : .recordingFailed, at: now)
    }

    /// Decides the result without an announcement.
    mutating func end(
        _ state: SoundRecording.State, _ reason: SoundRecording.Reason, at now: Date
    ) -> [Action] {
        recording.state = state
        recording.reason = reason
        return leave(at: now)
    }

    mutating func leave(at now: Date) -> [Action] {
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

    mutating func clearUp() -> [Action] {
        guard let take = unfetched else { return [] }
        unfetched = nil
        return [.remove(take)]
    }

    static func reason(_ reason: HangupReason) -> SoundRecording.Reason {
        switch reason {
        case .normal, .noAnswer: .noAnswer
        case .busy: .busy
        case .declined: .declined
        case .offline: .offline
        case .failed: .pbxError
        }
    }
}

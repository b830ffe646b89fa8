import Foundation

/// The prompts and recordings that are played.
extension SoundRecordingFlow {
    mutating func instruct(at now: Date) -> [Action] {
        phase = .instructing
        recording.state = .recording
        return say(.recordingInstruction, at: now)
    }

    mutating func review(_ audio: PromptAudio, at now: Date) -> [Action] {
        phase = .hearing
        questions += 1
        return play(audio, at: now)
    }

    mutating func say(_ kind: PromptKind, at now: Date) -> [Action] {
        switch prompts[kind] {
        case .ready(let audio): return play(audio, at: now)
        case .missing: return said(at: now)
        case nil:
            awaited = kind
            deadline = now.addingTimeInterval(Self.patience)
            return []
        }
    }

    mutating func know(_ kind: PromptKind, _ prompt: Prompt, at now: Date) -> [Action] {
        prompts[kind] = prompt
        guard awaited == kind else { return [] }
        awaited = nil
        return say(kind, at: now)
    }

    mutating func play(_ audio: PromptAudio, at now: Date) -> [Action] {
        playbacks += 1
        let playback = PlaybackID.of(id, ordinal: playbacks)
        self.playback = playback
        deadline = now.addingTimeInterval(audio.seconds + Self.patience)
        return [.play(audio, playback)]
    }

    /// Stops playback, if anything is playing.
    mutating func hush() -> [Action] {
        awaited = nil
        guard let playback else { return [] }
        self.playback = nil
        return [.stopPlaying(playback)]
    }

    /// Continues after playback has ended.
    mutating func said(at now: Date) -> [Action] {
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

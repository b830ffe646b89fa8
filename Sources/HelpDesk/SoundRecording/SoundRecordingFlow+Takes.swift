import Foundation

/// The takes, and the keys pressed to keep or repeat them.
extension SoundRecordingFlow {
    mutating func record(at now: Date) -> [Action] {
        phase = .recording
        recording.state = .recording
        recording.takes += 1
        unfetched = take
        deadline = now.addingTimeInterval(Double(Self.maximumTake + Self.silence) + Self.patience)
        return [.record(take)]
    }

    mutating func turnDown(_ refusal: SoundRefusal?, at now: Date) -> [Action] {
        guard let refusal else { return part(.failed, .bridgeError, at: now) }
        refusals += 1
        return refusals < Self.maximumRefusals ? instruct(at: now) : part(.failed, .refused(refusal.code), at: now)
    }

    mutating func pressed(_ key: Character, at now: Date) -> [Action] {
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

import Foundation

/// What is heard: prompts are made beside the call, and played one after the other.
extension CallFlow {
    var promptValues: PromptValues {
        PromptValues(
            operator: caller.extension, operatorName: caller.name,
            manager: hunt.manager.map { $0.name ?? $0.extension }, department: departmentName,
            extension: hunt.manager?.extension, customer: terms.customer,
            position: hunt.waiting?.position.map(String.init), reason: terms.reason,
            key: route.acceptKey)
    }

    /// Asks for the prompt that the operator will hear first, as soon as it is known which one that is.
    mutating func prepareFirstPrompt(at now: Date) -> [Action] {
        player.prepare(hunt.manager == nil ? .unavailable : .requestSent, promptValues, at: now)
    }

    mutating func promptReady(_ kind: PromptKind, _ audio: PromptAudio, at now: Date) -> [Action] {
        guard player.isReady(kind, audio) else { return [] }
        if kind == .requestSent || kind == .waiting, stage == .findingHelper { return play(kind, at: now) }
        return promptSettled(kind, at: now)
    }

    mutating func promptFailed(_ kind: PromptKind, at now: Date) -> [Action] {
        player.hasFailed(kind) ? promptSettled(kind, at: now) : []
    }

    private mutating func promptSettled(_ kind: PromptKind, at now: Date) -> [Action] {
        switch kind {
        case .requestSent where player.track(kind) == .finished && !isClosing: operatorCall.dismissNotice()
        case .managerIntro: introduceWaiting(at: now)
        default: closeIfQuiet(at: now)
        }
    }

    mutating func playbackFinished(_ playback: PlaybackID, at now: Date) -> [Action] {
        player.kind(of: playback).map { promptFinished($0, at: now) } ?? introFinished(playback, at: now)
    }

    mutating func promptFinished(_ kind: PromptKind, at now: Date) -> [Action] {
        player.finish(kind)
        let dismissing = kind == .requestSent && !isClosing ? operatorCall.dismissNotice() : []
        switch stage {
        case .findingHelper:
            let joining = joinIfReady(at: now)
            return dismissing + joining + (stage == .findingHelper ? startRinging() : [])
        case .closing:
            return dismissing + closeIfQuiet(at: now)
        case .reachingOperator, .joining, .connected, .ending, .ended:
            return dismissing
        }
    }

    /// Plays to the operator what is ready.
    mutating func play(_ kind: PromptKind, at now: Date) -> [Action] {
        player.play(kind, on: operatorCall.promptChannel, of: id, at: now)
    }

    mutating func startRinging() -> [Action] {
        // On a live call the tone would be in the way of the customer's words.
        operatorCall.isCoaching ? [] : player.startRinging(on: operatorLeg.channel)
    }
}

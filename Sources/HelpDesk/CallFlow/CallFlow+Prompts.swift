import Foundation

/// Prompts: prepared in the course of the call, and played one after the other.
extension CallFlow {
    var promptValues: PromptValues {
        // Once no helper is expected, prompts name the last helper who was rung and did not come.
        let named = hunt.manager ?? (isClosing ? hunt.lastRung : nil)
        return PromptValues(
            operator: caller.address.number, operatorName: caller.givenName,
            manager: named.map { $0.name ?? ExtensionAddress($0.extension).number }, department: departmentName,
            extension: named.map { ExtensionAddress($0.extension).number }, customer: terms.customer,
            position: hunt.waiting?.position.map(String.init), reason: terms.reason,
            key: route.acceptKey)
    }

    /// Whether the customer, or nobody, would hear what is played to the operator.
    var isOverheard: Bool {
        operatorCall.isCoaching && operatorCall.noticeChannel == nil && coaching.listenerMode != .whisper
    }

    /// Prepares the prompt that the operator hears first, once the lookup has decided which it is.
    mutating func prepareFirstPrompt(at now: Date) -> [Action] {
        player.prepare(hunt.manager == nil ? .unavailable : .requestSent, promptValues, at: now)
    }

    mutating func promptReady(_ kind: PromptKind, _ audio: PromptAudio, at now: Date) -> [Action] {
        guard player.prepared(kind, audio) else { return [] }
        if kind == .requestSent || kind == .waiting, stage == .findingHelper {
            // By the time they could hear it, it would no longer be news.
            let isUseless = isOverheard || (kind == .waiting && !operatorCall.canBeTold)
            return isUseless ? promptFinished(kind, at: now) : play(kind, at: now)
        }
        return promptSettled(kind, at: now)
    }

    mutating func promptFailed(_ kind: PromptKind, at now: Date) -> [Action] {
        player.fail(kind) ? promptSettled(kind, at: now) : []
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

    /// Continues the call without a prompt, unless it announces to the operator that nobody is coming.
    mutating func notPlayed(_ playback: PlaybackID, _ audio: PromptAudio, at now: Date) -> [Action] {
        guard case .closing(_, _, let kind) = stage, player.kind(of: playback) == kind,
            isWorthTellingLater(kind, at: now)
        else { return playbackFinished(playback, at: now) }
        player.putBack(kind, audio)
        // If the event stream is back already, no event would trigger another attempt.
        return player.mayBeOver(playback) ? closeIfQuiet(at: now) : []
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

    /// Plays a prompt to the operator if it is ready and they can hear it.
    mutating func play(_ kind: PromptKind, at now: Date) -> [Action] {
        guard operatorCall.canBeTold else { return [] }
        return player.play(kind, on: operatorCall.promptChannel, of: id, at: now)
    }

    mutating func startRinging() -> [Action] {
        // On a live call the tone would cover the customer's words.
        operatorCall.isCoaching || operatorLeg.state != .answered ? [] : player.startRinging(on: operatorLeg.channel)
    }
}

extension HelperHunt {
    /// The candidate who was rung last and did not come.
    fileprivate var lastRung: Candidate? {
        attempts.last { $0.report.result.map { $0 != .cancelled } ?? false }.flatMap { order.candidate($0.candidate) }
    }
}

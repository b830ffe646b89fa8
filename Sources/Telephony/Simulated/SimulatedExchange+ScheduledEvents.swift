import Foundation
import HelpDesk

/// Scheduled events, and their consequences.
extension SimulatedExchange {
    mutating func happen(_ event: ScheduledEvent, _ effects: inout Effects) {
        switch event {
        case .ring(let call): ring(call, &effects)
        case .answer(let call): answer(call, &effects)
        case .end(let call, let reason):
            end(call, reason, Self.words(for: reason), &effects)
        case .timeout(let call):
            guard let leg = leg(of: call), leg.state != .answered else { return }
            end(call, .noAnswer, "was not answered in time", &effects)
        case .playbackEnds(let playback, let call, let succeeded):
            guard let leg = leg(of: call), leg.playbacks.first?.id == playback else { return }
            legs[call.channel]?.playbacks.removeFirst()
            tell(.playbackFinished(playback, succeeded: succeeded), &effects)
            startPlayback(call, &effects)
            decide(call, &effects)
        case .speechEnds(let take, let call): speechEnds(take, call, &effects)
        case .press(let key, let call):
            guard let leg = leg(of: call), leg.state == .answered else { return }
            effects.summary.append((leg.phone, "presses \(key)"))
            tell(.pressed(call.channel, key), &effects)
        }
    }

    mutating func speechEnds(_ take: TakeID, _ call: Call, _ effects: inout Effects) {
        guard let leg = leg(of: call), leg.take == take else { return }
        recordings[take] = SimulatedSpeech.wav(lasting: leg.script.speaksFor)
        legs[call.channel]?.take = nil
        legs[call.channel]?.heardSinceTake = 0
        tell(.takeFinished(take, succeeded: true), &effects)
    }

    /// Presses the key after the second prompt: the person's recording comes first, then the question.
    mutating func decide(_ call: Call, _ effects: inout Effects) {
        guard let leg = leg(of: call), let heard = leg.heardSinceTake, let verdict = leg.script.verdict else { return }
        legs[call.channel]?.heardSinceTake = heard + 1
        guard heard + 1 == 2 else { return }
        effects.later.append(Delayed(delay: Self.signalling, event: .press(verdict, call)))
    }

    mutating func ring(_ call: Call, _ effects: inout Effects) {
        guard let leg = leg(of: call), leg.state == .down else { return }
        legs[call.channel]?.state = .ringing
        tell(.ringing(call.channel), &effects)
        effects.summary.append((leg.phone, "rings"))
        switch leg.script.behaviour {
        case .answers(let delay): effects.later.append(Delayed(delay: delay, event: .answer(call)))
        case .declines(let delay): effects.later.append(Delayed(delay: delay, event: .end(call, .declined)))
        case .busy, .noAnswer, .offline, .dead: break
        }
    }

    mutating func answer(_ call: Call, _ effects: inout Effects) {
        guard let leg = leg(of: call), leg.state != .answered else { return }
        guard isConnected else {
            // Our application does not exist to take the call.
            end(call, .failed, "answered, but the call was dropped: nobody follows the events", &effects)
            return
        }
        legs[call.channel]?.state = .answered
        tell(.answered(call.channel), &effects)
        effects.summary.append((leg.phone, "answers"))
        if let stay = leg.script.staysFor {
            effects.later.append(Delayed(delay: stay, event: .end(call, .normal)))
        }
    }

    mutating func end(
        _ call: Call, _ reason: HangupReason, _ words: String, _ effects: inout Effects
    ) {
        if let take = leg(of: call)?.take { speechEnds(take, call, &effects) }
        guard let leg = leg(of: call) else { return }
        legs[call.channel] = nil
        for bridge in bridges.keys { bridges[bridge]?.remove(call.channel) }
        for playback in leg.playbacks { tell(.playbackFinished(playback.id, succeeded: false), &effects) }
        tell(.ended(call.channel, leg.state == .answered ? .normal : reason), &effects)
        effects.summary.append((leg.phone, words))
        endListeners(on: call.channel, &effects)
    }

    func startPlayback(_ call: Call, _ effects: inout Effects) {
        guard let leg = leg(of: call), let next = leg.playbacks.first else { return }
        effects.later.append(
            Delayed(
                delay: next.length, event: .playbackEnds(next.id, call, succeeded: next.succeeds)))
        let words = next.succeeds ? "hears a prompt" : "hears nothing: the prompt cannot be played"
        effects.summary.append((leg.phone, words))
    }

    func leg(of call: Call) -> Leg? {
        guard let leg = legs[call.channel], leg.serial == call.serial else { return nil }
        return leg
    }

    /// Reports an event.
    ///
    /// Events without an event stream are lost, as with Asterisk.
    func tell(_ event: PBXEvent, _ effects: inout Effects) {
        if isConnected { effects.events.append(event) }
    }

    static func words(for reason: HangupReason) -> String {
        switch reason {
        case .normal: "hangs up"
        case .busy: "is busy"
        case .declined: "declines the call"
        case .noAnswer: "was not answered in time"
        case .offline: "cannot be reached"
        case .failed: "could not be rung"
        }
    }
}

import Foundation

/// Joining the operator and the helper who is willing, and what becomes of the two.
extension CallFlow {
    /// Joins the two as soon as there is a helper who is willing, an operator to join him with, and nothing to be heard.
    mutating func joinIfReady(at now: Date, _ actions: inout [Action]) {
        guard stage == .findingHelper, !seeksLiveCall, nextSnoop == nil, operatorLeg.state == .answered,
            let position = helperLegs.firstIndex(where: { $0.state == .answered && $0.consent == .given })
        else { return }
        // A sentence cut off in the middle sounds like a fault: the two are joined when the operator has heard it.
        guard !isSpeaking else { return }
        if isCoaching, snoopMode != request.mode { return changeMode(to: request.mode, at: now, &actions) }
        join(position, at: now, &actions)
    }

    mutating func join(_ position: Int, at now: Date, _ actions: inout [Action]) {
        stage = .joining(position, since: now)
        announcement = .finished
        prompts[.waiting] = .finished
        dismissNotice(&actions)
        if operatorHearsRinging {
            operatorHearsRinging = false
            actions.append(.stopRinging(operatorLeg.channel))
        }
        // Nobody from an earlier attempt may still be there, should the order to hang up on him have been lost.
        for leg in helperLegs where leg.state == .hangingUp && !actions.contains(.hangUp(leg.channel)) {
            actions.append(.hangUp(leg.channel))
        }
        bridgeOrdered = true
        actions.append(.join([operatorLeg.channel, helperLegs[position].channel], .of(request.id)))
    }

    mutating func joined(_ channel: ChannelID, at now: Date) {
        update(channel) { if $0.state == .answered { $0.isJoined = true } }
        for position in visits.indices where visits[position].isJoined {
            request.supervisors[position].enter(.joined, at: now)
        }
        guard case .joining(let position, _) = stage, operatorLeg.isJoined, helperLegs[position].isJoined else {
            return
        }
        stage = .connected(position)
        sweptAt = now
        request.enter(.connected, at: now)
    }

    mutating func joinFailed(at now: Date, _ actions: inout [Action]) {
        guard case .joining(let position, _) = stage else { return }
        stage = .findingHelper
        release(position, .error, at: now, &actions)
        startRinging(&actions)
        ringNextHelpers(at: now, &actions)
    }

    /// Somebody was transferred away: whoever he reaches goes on in his place.
    mutating func replaced(_ channel: ChannelID, by successor: ChannelID, _ actions: inout [Action]) {
        guard !owns(successor) else { return }
        var isWanted = false
        update(channel) { leg in
            guard leg.state == .answered else { return }
            leg.channel = successor
            isWanted = true
        }
        if isWanted {
            formerChannels.append(channel)
        } else {
            // He did it in the moment in which the request ended.
            formerChannels.append(successor)
            actions.append(.hangUp(successor))
        }
    }
}

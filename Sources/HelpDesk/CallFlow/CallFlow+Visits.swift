import Foundation

/// Supervisors who join the connected call.
extension CallFlow {
    mutating func visited(by supervisor: Candidate, _ mode: CallMode, at now: Date) -> [Action] {
        guard refusal(of: .visited(by: supervisor, mode)) == nil, mode.isCoaching else { return [] }
        let change = visits.visited(
            by: supervisor, mode, on: operatorCall.audibleChannel, terms, &listeners, at: now)
        return follow(change, at: now)
    }

    /// Handles the answer of a supervisor's phone or listener.
    mutating func visitorAnswered(_ channel: ChannelID, at now: Date) -> [Action] {
        guard case .connected = stage else { return [] }
        let change = visits.answered(channel, on: operatorCall.audibleChannel, terms, &listeners, at: now)
        return follow(change, at: now)
    }

    /// - Returns: `nil` if the phone is not a supervisor's.
    mutating func visitorPressed(_ key: Character, on channel: ChannelID, at now: Date) -> [Action]? {
        let isConnected = if case .connected = stage { true } else { false }
        let change = visits.pressed(
            key, on: channel, of: operatorCall.audibleChannel, isConnected: isConnected, terms, &listeners, at: now)
        return change.map { follow($0, at: now) }
    }

    mutating func visitEnded(_ channel: ChannelID, _ reason: HangupReason, at now: Date) -> [Action] {
        let actions = follow(visits.ended(channel, reason, id, at: now), at: now)
        finishIfQuiet(at: now)
        return actions
    }

    /// Passes discarded listeners and their bridge to the cleanup.
    mutating func follow(_ change: Visit.Change, at now: Date) -> [Action] {
        cleanup.add(change.dismissed, change.destroyed, hungUpAt: now)
        return change.actions
    }

    /// Compares the expected state with the PBX's, as for the other legs.
    mutating func reconcileVisits(_ snapshot: PBXSnapshot, at now: Date) -> [Action] {
        var actions: [Action] = []
        for index in visits.all.indices {
            // Read before the orders below, which are newer than the snapshot.
            let listeners = visits.all[index].listeners
            actions += reconcilePhone(visits.all[index].phone, snapshot, at: now)
            for leg in listeners where !leg.isNewer(than: snapshot) {
                switch snapshot.channels[leg.channel] {
                case .answered?: actions += answered(leg.channel, at: now)
                case .ringing?, .down?: break
                // The order may still be under way; the reply to a hang-up will show it.
                case nil where leg.channel == visits.all[index].nextListener?.channel:
                    actions += follow(visits.refused(leg.channel, id, at: now), at: now)
                case nil: actions += visitEnded(leg.channel, .normal, at: now)
                }
            }
            let bridge = SupervisorVisits.bridge(index, id)
            if !visits.all[index].isBridged {
                if snapshot.bridges[bridge] != nil { actions += destroy(bridge, at: now) }
            } else if case .connected = stage, snapshot.bridges[bridge]?.count ?? 0 < 2 {
                actions += visits.join(index, id)
            }
        }
        return actions
    }

    private mutating func reconcilePhone(_ phone: Leg, _ snapshot: PBXSnapshot, at now: Date) -> [Action] {
        guard !phone.isNewer(than: snapshot) else { return [] }
        if let state = snapshot.channels[phone.channel] { return notice(phone.channel, state, at: now) }
        switch phone.state {
        case .ordered:
            _ = update(phone.channel) { $0.sawReconnect() }
            return []
        // They may have been rung unnoticed, and nobody is rung twice.
        case .unconfirmed: return follow(visits.refused(phone.channel, id, at: now), at: now)
        case .originated, .ringing: return visitEnded(phone.channel, .noAnswer, at: now)
        case .answered: return visitEnded(phone.channel, .normal, at: now)
        case .hangingUp: return [.hangUp(phone.channel)]
        case .keptBack, .ended: return []
        }
    }
}

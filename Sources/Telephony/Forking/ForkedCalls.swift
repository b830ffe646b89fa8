import Foundation
import HelpDesk

/// Calls to an account with several registered phones: one channel, a **branch**, for each phone, as a SIP proxy forks
/// (RFC 3261, section 16.6).
///
/// The help desk knows a call as one channel, which has the name of the first branch.
///
/// All phones ring; the first to answer is the call from then on, and the others stop. The call ends when all have
/// ended.
struct ForkedCalls: Sendable, Equatable {
    private struct Call: Sendable, Equatable {
        let begunAt: Date
        /// The branches that may still answer.
        var pending: Set<ChannelID>
        /// The branch that answered.
        var winner: ChannelID?
        /// The branches that must end, since another branch answered.
        var leaving: Set<ChannelID> = []
        /// The most informative reason of the branches that have ended.
        var reason: HangupReason?
        /// The cause that came with the reason.
        var cause: HangupCause?
        /// Whether the call's end was reported.
        var isOver = false
    }

    /// The consequences of an event.
    struct Consequence: Equatable {
        /// The event for the help desk; `nil` if it concerns only one phone of several.
        var told: PBXEvent?
        /// The channels to hang up.
        var hungUp: [ChannelID] = []
    }

    private var calls: [ChannelID: Call] = [:]

    /// Returns the branches of a call in their order; the first has the name of the call.
    static func branches(of channel: ChannelID, count: Int) -> [ChannelID] {
        (0..<count).map { $0 == 0 ? channel : ChannelID("\(channel.text).\($0 + 1)") }
    }

    /// Returns the call of a branch; for any other channel, the channel itself.
    private static func call(of channel: ChannelID) -> ChannelID {
        guard channel.text.hasPrefix(Identifiers.prefix),
            let dot = channel.text.utf8.lastIndex(of: UInt8(ascii: "."))
        else { return channel }
        return ChannelID(String(channel.text[..<dot]))
    }

    /// Returns the current channel of a call of the help desk.
    func channel(of call: ChannelID) -> ChannelID {
        calls[call]?.winner ?? call
    }

    /// Returns all channels of a call that may exist.
    func channels(of call: ChannelID) -> [ChannelID] {
        guard let call = calls[call] else { return [call] }
        let others = call.pending.union(call.leaving).sorted { $0.text < $1.text }
        return [call.winner].compactMap(\.self) + others
    }
}

/// Transitions.
extension ForkedCalls {
    /// Begins a call, before its phones are rung.
    ///
    /// A call that was begun before, possibly by a process that is gone, continues.
    mutating func begin(_ channel: ChannelID, _ branches: [ChannelID], at now: Date) {
        if calls[channel] == nil { calls[channel] = Call(begunAt: now, pending: Set(branches)) }
    }

    /// Handles a phone that could not be rung.
    ///
    /// - Returns: the end of the call, if that was the last phone.
    mutating func refused(_ branch: ChannelID, _ reason: HangupReason) -> PBXEvent? {
        ended(branch, of: Self.call(of: branch), reason)
    }

    /// Handles a phone whose channel does not exist, whether or not its end was reported.
    ///
    /// - Returns: the end of the call, if that was the last phone.
    mutating func gone(_ branch: ChannelID) -> PBXEvent? {
        ended(branch, of: Self.call(of: branch), .normal)
    }

    /// Forgets a call that has no phones.
    mutating func forget(_ channel: ChannelID) {
        calls[channel] = nil
    }

    mutating func follow(_ event: PBXEvent) -> Consequence {
        switch event {
        case .synchronized(let snapshot): return reconcile(snapshot)
        case .ringing(let channel), .answered(let channel), .ended(let channel, _, _), .enteredBridge(let channel),
            .pressed(let channel, _), .replaced(let channel, _), .forwarded(let channel, _, _),
            .pickedUp(let channel, _):
            return follow(event, on: channel, of: Self.call(of: channel))
        case .disconnected, .arrived, .playbackFinished, .takeFinished: return Consequence(told: event)
        }
    }

    private mutating func follow(_ event: PBXEvent, on branch: ChannelID, of id: ChannelID) -> Consequence {
        guard let call = calls[id] else {
            guard branch != id else { return Consequence(told: event) }
            // Its call is over.
            if case .ended = event { return Consequence() }
            return Consequence(hungUp: [branch])
        }
        switch event {
        case .ringing: return call.winner == nil ? Consequence(told: .ringing(id)) : Consequence(hungUp: [branch])
        case .answered: return answered(branch, of: id)
        case .ended(_, let reason, let cause): return Consequence(told: ended(branch, of: id, reason, cause))
        case .enteredBridge: return Consequence(told: .enteredBridge(id))
        case .pressed(_, let key): return Consequence(told: branch == call.winner ? .pressed(id, key) : nil)
        case .replaced(_, let successor):
            guard branch == call.winner else { return Consequence(hungUp: [successor]) }
            return Consequence(told: .replaced(id, by: successor))
        case .forwarded(_, _, let successor):
            // The other phones of the same person keep ringing.
            return Consequence(hungUp: [successor])
        case .pickedUp(_, let successor): return pickedUp(branch, by: successor, of: id)
        case .synchronized, .disconnected, .arrived, .playbackFinished, .takeFinished: return Consequence(told: event)
        }
    }

    private mutating func answered(_ branch: ChannelID, of id: ChannelID) -> Consequence {
        if let winner = calls[id]?.winner {
            return winner == branch ? Consequence(told: .answered(id)) : Consequence(hungUp: [branch])
        }
        guard var call = calls[id] else { return Consequence() }
        call.winner = branch
        call.leaving.formUnion(call.pending.subtracting([branch]))
        call.pending = []
        calls[id] = call
        return Consequence(told: .answered(id), hungUp: call.leaving.sorted { $0.text < $1.text })
    }

    /// Handles a colleague who answers instead of the person, on their own channel: the phones are no longer needed.
    private mutating func pickedUp(_ branch: ChannelID, by successor: ChannelID, of id: ChannelID) -> Consequence {
        guard var call = calls[id], call.winner == nil, !call.isOver else { return Consequence(hungUp: [successor]) }
        call.leaving.formUnion(call.pending.subtracting([branch]))
        call.pending = []
        call.isOver = true
        calls[id] = call.leaving.isEmpty ? nil : call
        return Consequence(told: .pickedUp(id, by: successor), hungUp: call.leaving.sorted { $0.text < $1.text })
    }

    /// - Returns: the end of the call, if it is news.
    private mutating func ended(
        _ branch: ChannelID, of id: ChannelID, _ reason: HangupReason, _ cause: HangupCause? = nil
    ) -> PBXEvent? {
        guard var call = calls[id] else { return nil }
        let isWinner = call.winner == branch
        call.leaving.remove(branch)
        let wasPending = call.pending.remove(branch) != nil
        if wasPending, call.reason.map({ Self.moreTelling($0, reason) == reason }) ?? true {
            // Among ends with the same reason, the first with a cause counts.
            if call.reason != reason || call.cause == nil { call.cause = cause }
            call.reason = reason
        }
        let isEnd = !call.isOver && (isWinner || (wasPending && call.winner == nil && call.pending.isEmpty))
        if isEnd { call.isOver = true }
        if isWinner { call.winner = nil }
        calls[id] = call.isOver && call.leaving.isEmpty ? nil : call
        guard isEnd else { return nil }
        return isWinner ? .ended(id, reason, cause) : .ended(id, call.reason ?? reason, call.cause)
    }

    /// Returns the more informative of two reasons from phones of one person: declined before busy before no answer.
    private static func moreTelling(_ one: HangupReason, _ other: HangupReason) -> HangupReason {
        let order: [HangupReason] = [.declined, .busy, .noAnswer, .normal, .failed, .offline]
        return order.first { $0 == one || $0 == other } ?? one
    }

    /// Restores the calls from the PBX's list, after a restart of the bridge or a loss of the events.
    private mutating func reconcile(_ snapshot: PBXSnapshot) -> Consequence {
        var told = snapshot
        var hungUp: [ChannelID] = []
        let there = Dictionary(grouping: snapshot.channels.keys, by: Self.call)
        for (id, call) in calls where there[id] == nil && call.begunAt < snapshot.takenAt { calls[id] = nil }
        let joined = Set(snapshot.bridges.values.flatMap(\.self))
        for (id, branches) in there where calls[id] != nil || branches != [id] {
            let answered = branches.filter { snapshot.channels[$0] == .answered }.sorted { $0.text < $1.text }
            if let winner = calls[id]?.winner, answered.isEmpty, !branches.contains(winner) { calls[id]?.isOver = true }
            if calls[id]?.isOver == true {
                // A colleague picked it up, or the phone that had answered is gone.
                for branch in branches { told.channels[branch] = nil }
                hungUp += branches.sorted { $0.text < $1.text }
                calls[id]?.leaving = Set(branches)
                continue
            }
            // If two have answered, nobody is talking on the branch without a bridge.
            let winner =
                calls[id]?.winner.flatMap { answered.contains($0) ? $0 : nil }
                ?? answered.first(where: joined.contains) ?? answered.first
            let others = Set(branches).subtracting([winner].compactMap(\.self))
            for branch in branches { told.channels[branch] = nil }
            if winner != nil {
                told.channels[id] = .answered
                hungUp += others.sorted { $0.text < $1.text }
            } else {
                told.channels[id] = branches.contains { snapshot.channels[$0] == .ringing } ? .ringing : .down
            }
            calls[id] = Call(
                begunAt: calls[id]?.begunAt ?? snapshot.takenAt, pending: winner == nil ? others : [], winner: winner,
                leaving: winner == nil ? [] : others)
        }
        for (bridge, members) in snapshot.bridges { told.bridges[bridge] = Set(members.map(Self.call)) }
        return Consequence(told: .synchronized(told), hungUp: hungUp)
    }
}

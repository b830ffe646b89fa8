import Foundation

/// Whether a flow that was stored can be followed: what has been decoded may still point nowhere, and a bridge that trips
/// over one request drops the calls of all others.
extension CallFlow {
    /// What a flow cannot be followed with; `nil` when it can.
    var damage: String? {
        damagedPosition ?? damagedNumber
            ?? (dates.allSatisfy(Self.isPlausible) ? nil : "a date of the request is out of all reason")
    }

    /// Everything that points at a leg, an attempt, a candidate or a visit.
    private var damagedPosition: String? {
        let positions = candidates?.indices ?? 0..<0
        if helperLegs.count != request.attempts.count { return "the request has not one attempt for each leg" }
        if visits.count != request.supervisors.count { return "the request has not one supervisor for each visit" }
        if !helperLegs.allSatisfy({ positions.contains($0.candidate) }) { return "a leg rings no candidate" }
        if !queue.allSatisfy(positions.contains) { return "the queue names no candidate" }
        if !takers.allSatisfy(positions.contains) { return "a taker is no candidate" }
        if let nextTaken, !positions.contains(nextTaken) { return "who has taken the request is no candidate" }
        if !(0...positions.count).contains(overflowStart) { return "the overflow begins beyond the candidates" }
        switch stage {
        case .joining(let position, _), .connected(let position):
            return helperLegs.indices.contains(position) ? nil : "the helper who is joined has no leg"
        case .reachingOperator, .findingHelper, .closing, .ending, .ended: return nil
        }
    }

    private var damagedNumber: String? {
        let counts = [round, playbacks, snoops, waiting?.position ?? 0]
        return counts.allSatisfy((0...1_000_000).contains) ? nil : "a count is out of all reason"
    }

    private var dates: [Date] {
        var dates = [request.createdAt, request.updatedAt, expiresAt]
        dates += request.timeline.map(\.at) + request.supervisors.map(\.at)
        dates += [operatorAnsweredAt, sweptAt, waiting?.until, waiting?.lookAt].compactMap(\.self)
        dates += prompts.values.compactMap(\.deadline)
        for leg in legs { dates += [leg.orderedAt, leg.originatedAt, leg.consentUntil].compactMap(\.self) }
        switch stage {
        case .joining(_, let date), .ending(_, _, let date): dates.append(date)
        case .reachingOperator, .findingHelper, .connected, .closing, .ended: break
        }
        return dates
    }

    /// From the year 1 to the year 9999, in which calendars and clocks agree with each other.
    private static func isPlausible(_ date: Date) -> Bool {
        (-62_135_596_800..<253_402_300_800).contains(date.timeIntervalSince1970)
    }
}

extension Leg {
    /// Until when, or since when, a helper who was asked is waited for.
    fileprivate var consentUntil: Date? {
        switch consent {
        case .waiting(let date), .hearing(_, let date), .asked(let date): date
        case .open, .given: nil
        }
    }
}

import Foundation

/// Whether a flow that was stored can be followed: what has been decoded may still point nowhere, and a bridge that trips
/// over one request drops the calls of all others.
extension CallFlow {
    /// What a flow cannot be followed with; `nil` when it can.
    var damage: String? {
        hunt.damage ?? damagedStage ?? damagedNumber
            ?? (dates.allSatisfy(Self.isPlausible) ? nil : "a date of the request is implausible")
    }

    private var damagedStage: String? {
        switch stage {
        case .joining(let index, _), .connected(let index):
            hunt.attempts.indices.contains(index) ? nil : "the helper who is joined has no leg"
        case .reachingOperator, .findingHelper, .closing, .ending, .ended: nil
        }
    }

    private var damagedNumber: String? {
        let counts = [hunt.order.round, player.playbacks, listeners.count, hunt.waiting?.position ?? 0]
        return counts.allSatisfy((0...1_000_000).contains) ? nil : "a count is implausible"
    }

    private var dates: [Date] {
        var dates = [request.createdAt, request.updatedAt, terms.expiresAt]
        dates += request.timeline.map(\.at) + request.supervisors.map(\.at)
        dates += [
            operatorCall.answeredAt, operatorCall.heldCall?.lookAt, cleanup.sweptAt, hunt.waiting?.until,
            hunt.waiting?.lookAt,
        ].compactMap(\.self)
        dates += player.deadlines + hunt.attempts.compactMap(\.consentDate)
        for leg in legs { dates += [leg.orderedAt, leg.originatedAt].compactMap(\.self) }
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

extension HelperAttempt {
    /// Until when, or since when, a helper who was asked is waited for.
    fileprivate var consentDate: Date? {
        switch consent {
        case .waiting(let date), .hearing(_, let date), .asked(let date): date
        case .open, .given: nil
        }
    }
}

import Foundation

/// Validation of a stored flow: decoded indices may be out of range, and a crash on one request would drop all other
/// calls.
extension CallFlow {
    /// Why the flow cannot be continued; `nil` if it can.
    var damage: String? {
        hunt.damage ?? damagedStage ?? damagedNumber
            ?? (request.hasPlausibleDates && dates.allSatisfy(\.isPlausible)
                ? nil : "a date of the request is implausible")
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
        var dates = [terms.expiresAt]
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
}

extension HelperAttempt {
    /// The date until which, or since which, a helper who was asked is waited for.
    fileprivate var consentDate: Date? {
        switch consent {
        case .waiting(let date), .hearing(_, let date), .asked(let date): date
        case .open, .given: nil
        }
    }
}

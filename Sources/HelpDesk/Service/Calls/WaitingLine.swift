import ConcurrencyPrimitives

/// The requests that wait for helpers who are on the phone: emergencies first, then the oldest.
final class WaitingLine: Sendable {
    /// A request's place in the line.
    struct Place: Sendable, Equatable, Comparable {
        var urgency: Urgency
        var id: HelpRequestID

        init(_ request: HelpRequest) {
            urgency = request.urgency
            id = request.id
        }

        static func < (left: Place, right: Place) -> Bool {
            if left.urgency != right.urgency { return left.urgency == .emergency }
            // Ids sort by age, even if the clock was set back.
            return left.id.text < right.id.text
        }
    }

    private struct Entry {
        var place: Place
        var helpers: [String]
    }

    private let entries = Locked<[HelpRequestID: Entry]>([:])

    /// Sets the helpers that a request waits for; without any, the request leaves the line.
    func update(_ place: Place, helpers: [String]) {
        entries.withLock { $0[place.id] = helpers.isEmpty ? nil : Entry(place: place, helpers: helpers) }
    }

    /// Whether a request further ahead in the line waits for that helper.
    func isWanted(_ helper: String, before place: Place) -> Bool {
        entries.withLock { entries in entries.values.contains { $0.place < place && $0.helpers.contains(helper) }
        }
    }

    /// Returns the request's place, counted from 1, among the requests that wait for any of the same helpers.
    func position(of place: Place, helpers: [String]) -> Int {
        let wanted = Set(helpers)
        return entries.withLock { entries in
            1 + entries.values.count { $0.place < place && !wanted.isDisjoint(with: $0.helpers) }
        }
    }
}

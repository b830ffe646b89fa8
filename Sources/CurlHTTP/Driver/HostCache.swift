/// The addresses of hosts, and the transfers that wait for them.
///
/// One lookup per host at a time: libcurl's own resolver would start a thread for every request without a known
/// address, and block the driver when such a request is cancelled.
struct HostCache {
    enum Answer: Equatable {
        case use([String])
        case wait
    }

    private struct Entry {
        var addresses: [String] = []
        var fetched: ContinuousClock.Instant?
        var isLookingUp = false
        var waiting: [Transfer.Identifier] = []
    }

    /// How long an address is used without another lookup; the default of libcurl's own cache.
    static let fresh: Duration = .seconds(60)
    /// How long an older address is used during another lookup, so that a slow name server delays no request.
    static let usable: Duration = .seconds(600)
    private static let capacity = 256

    private var entries: [String: Entry] = [:]

    /// The number of hosts that are known or being looked up.
    var count: Int { entries.count }

    /// Returns a host's addresses, or puts the transfer on the waiting list.
    ///
    /// - Returns: The addresses, or `wait` if `id` was put on the waiting list; and whether the caller must start a
    ///   lookup.
    mutating func ask(
        _ host: String, for id: Transfer.Identifier, now: ContinuousClock.Instant
    ) -> (answer: Answer, startLookup: Bool) {
        if entries[host] == nil, entries.count >= Self.capacity {
            entries = entries.filter { $0.value.isLookingUp }
        }
        var entry = entries[host] ?? Entry()
        defer { entries[host] = entry }
        let age = entry.fetched.map { now - $0 }
        if let age, age < Self.fresh {
            return (.use(entry.addresses), false)
        }
        let startLookup = !entry.isLookingUp
        entry.isLookingUp = true
        if let age, age < Self.usable {
            return (.use(entry.addresses), startLookup)
        }
        entry.waiting.append(id)
        return (.wait, startLookup)
    }

    /// Stores the result of a lookup.
    ///
    /// - Returns: The transfers that were waiting for it.
    mutating func lookedUp(
        _ host: String, _ result: Result<[String], CurlHTTPError>, now: ContinuousClock.Instant
    ) -> [Transfer.Identifier] {
        var entry = entries[host] ?? Entry()
        let waiting = entry.waiting
        entry.waiting = []
        entry.isLookingUp = false
        if case .success(let addresses) = result {
            entry.addresses = addresses
            entry.fetched = now
        }
        entries[host] = entry
        return waiting
    }

    /// Discards a host's addresses, because none of them answered.
    mutating func forget(_ host: String) {
        entries[host]?.fetched = nil
    }
}

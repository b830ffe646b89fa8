/// The addresses of the hosts that were asked for, and who waits for which.
///
/// One lookup a host at a time: libcurl's own resolver would start a thread for every request that finds no address
/// yet, and block the driver when such a request is given up.
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

    /// As long as an address is taken without asking again; the time libcurl's cache uses by default.
    static let fresh: Duration = .seconds(60)
    /// As long as an older address is still used while it is asked for again, so that a slow name server delays nobody.
    static let usable: Duration = .seconds(600)
    private static let capacity = 256

    private var entries: [String: Entry] = [:]

    /// How many hosts are known or being looked up.
    var count: Int { entries.count }

    /// Asks for a host's addresses.
    ///
    /// - Returns: The addresses, or that `id` has been put on the waiting list; and whether the caller must start a
    ///   lookup now.
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

    /// Takes the result of a lookup.
    ///
    /// - Returns: Who was waiting for it.
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

    /// Has the host asked for again, because none of its addresses answered.
    mutating func forget(_ host: String) {
        entries[host]?.fetched = nil
    }
}

/// Counts attempts to sign in, and says who has to wait before the next one.
///
/// Whoever types their password wrongly waits longer from time to time. Nobody can lock another out: a login is slowed down as
/// a whole only for addresses from which it has not been used, and an address only after many failures, since a whole
/// call centre may share one. What is remembered is bounded.
struct LoginAttempts: Sendable {
    typealias Instant = ContinuousClock.Instant

    /// How one kind of key is treated.
    struct Rule: Sendable {
        /// So many attempts are free.
        var free: Int
        var longestDelay: Duration

        /// How long to wait after an attempt.
        func delay(after attempts: Int) -> Duration {
            guard attempts >= free else { return .zero }
            // Doubles; the exponent is bounded before it is one.
            return min(.seconds(1 << min(attempts - free, 16)), longestDelay)
        }
    }

    /// One person at one place.
    private static let person = Rule(free: 5, longestDelay: .seconds(300))
    private static let address = Rule(free: 50, longestDelay: .seconds(300))
    /// One login at all places together but those where it belongs.
    private static let login = Rule(free: 50, longestDelay: .seconds(30))
    /// After this time a failure is forgotten.
    private static let memory = Duration.seconds(900)
    private static let mostKeys = 10_000

    private struct Pair: Hashable {
        var login: String
        var address: String
    }

    private struct Count {
        var attempts = 0
        var notBefore: Instant
        var last: Instant
    }

    private enum Key: Hashable {
        case person(Pair)
        case address(String)
        case login(String)

        var rule: Rule {
            switch self {
            case .person: LoginAttempts.person
            case .address: LoginAttempts.address
            case .login: LoginAttempts.login
            }
        }
    }

    private var counts: [Key: Count] = [:]
    /// Where logins have been used, and when last.
    private var homes: [Pair: Instant] = [:]

    /// How many things are remembered.
    var size: Int { counts.count + homes.count }

    /// Notes an attempt before its password is looked at, so that many at the same time do not slip through.
    ///
    /// - Returns: how long to wait when it is refused; `nil` lets it through.
    mutating func begin(login: String, address: String, at now: Instant) -> Duration? {
        let pair = Pair(login: login, address: address)
        let keys = keys(pair)
        let wait = keys.compactMap { key in counts[key].map { now.duration(to: $0.notBefore) } }.max() ?? .zero
        guard wait <= .zero else { return wait }
        for key in keys {
            var count = counts[key] ?? Count(notBefore: now, last: now)
            if now - count.last > Self.memory { count.attempts = 0 }
            count.attempts += 1
            count.notBefore = now + key.rule.delay(after: count.attempts)
            count.last = now
            counts[key] = count
        }
        forgetOld(at: now)
        return nil
    }

    /// Takes an attempt back: the password was right, or nobody has looked at it.
    mutating func end(login: String, address: String, at now: Instant, succeeded: Bool) {
        let pair = Pair(login: login, address: address)
        for key in keys(pair) {
            if succeeded, case .person = key {
                counts[key] = nil
                continue
            }
            counts[key]?.attempts -= 1
            counts[key]?.notBefore = now
        }
        if succeeded { homes[pair] = now }
        forgetOld(at: now)
    }

    private func keys(_ pair: Pair) -> [Key] {
        [.person(pair), .address(pair.address)] + (homes[pair] == nil ? [.login(pair.login)] : [])
    }

    private mutating func forgetOld(at now: Instant) {
        if counts.count > Self.mostKeys {
            counts = counts.filter { now - $0.value.last <= Self.memory }
            Self.forgetHalf(&counts, ifAbove: Self.mostKeys) { $0.last }
        }
        Self.forgetHalf(&homes, ifAbove: Self.mostKeys) { $0 }
    }

    /// Half of them, so that the next attempts need not sort again.
    private static func forgetHalf<Key: Hashable, Value>(
        _ entries: inout [Key: Value], ifAbove most: Int, date: (Value) -> Instant
    ) {
        guard entries.count > most else { return }
        let newest = entries.sorted { date($0.value) > date($1.value) }.prefix(most / 2)
        entries = Dictionary(uniqueKeysWithValues: newest.map { ($0.key, $0.value) })
    }
}

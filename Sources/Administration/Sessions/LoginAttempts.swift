/// A record of attempts to sign in, which decides who has to wait before the next one.
///
/// People who mistype their password wait longer each time. Nobody can lock another person out: a login as a whole is
/// slowed down only for addresses from which it has not been used, and an address only after many failures, since a
/// whole call centre may share it, and not for the logins that have been used there. The memory is bounded.
public struct LoginAttempts: Sendable {
    /// The rule for one kind of key.
    fileprivate struct Rule: Sendable {
        /// The number of free attempts.
        var free: Int
        var maximumDelay: Duration

        /// Returns the wait after an attempt.
        func delay(after attempts: Int) -> Duration {
            guard attempts >= free else { return .zero }
            // Doubles with each attempt; the exponent is bounded before the shift.
            return min(.seconds(1 << min(attempts - free, 16)), maximumDelay)
        }
    }

    /// One login at one address.
    private static let person = Rule(free: 5, maximumDelay: .seconds(300))
    private static let address = Rule(free: 50, maximumDelay: .seconds(300))
    /// One login at all addresses together, except those where it has been used.
    private static let login = Rule(free: 50, maximumDelay: .seconds(30))
    /// The time after which a failure is forgotten.
    public static let memory = Duration.seconds(900)
    private static let maximumKeys = 20_000

    /// The state of one counted key.
    public struct Count: Sendable, Equatable {
        public var attempts: Int
        /// The earliest time of the next attempt, and the time of the last one; since a moment that is the same for
        /// all.
        public var notBefore: Duration
        public var last: Duration

        public init(attempts: Int, notBefore: Duration, last: Duration) {
            self.attempts = attempts
            self.notBefore = notBefore
            self.last = last
        }

        /// Returns the remaining wait.
        ///
        /// A database's clock may go back: a wait longer than the rule can have set is ignored.
        fileprivate func wait(at now: Duration, by rule: Rule) -> Duration {
            let wait = notBefore - now
            return wait > rule.delay(after: attempts) ? .zero : wait
        }
    }

    /// The key of a count.
    public struct Key: Sendable, Hashable {
        /// The kind of attempts that are counted together.
        public enum Kind: String, Sendable, CaseIterable {
            case person, address, login
            /// A place where a login has been used: it counts nothing, and there the login waits only for its own
            /// failures.
            case home
        }

        public let kind: Kind
        /// Empty for an address.
        public let login: String
        /// Empty for a login.
        public let address: String

        public init(_ kind: Kind, login: String, address: String) {
            self.kind = kind
            self.login = kind == .address ? "" : login
            self.address = kind == .login ? "" : address
        }

        fileprivate var rule: Rule {
            switch kind {
            case .person: LoginAttempts.person
            case .address: LoginAttempts.address
            case .login, .home: LoginAttempts.login
            }
        }
    }

    /// The remembered counts.
    public private(set) var counts: [Key: Count]

    public init(_ counts: [Key: Count] = [:]) {
        self.counts = counts
    }

    /// Returns all keys that an attempt may change.
    public static func keys(login: String, address: String) -> [Key] {
        Key.Kind.allCases.map { Key($0, login: login, address: address) }
    }

    /// The number of remembered keys.
    var size: Int { counts.count }

    /// Counts an attempt before its password is checked, so that many concurrent attempts do not slip through.
    ///
    /// - Parameter now: the time since the same moment in all calls.
    /// - Returns: the wait if the attempt is refused; `nil` if it is allowed.
    public mutating func begin(login: String, address: String, at now: Duration) -> Duration? {
        let keys = counted(login: login, address: address)
        let wait = keys.compactMap { key in counts[key].map { $0.wait(at: now, by: key.rule) } }.max() ?? .zero
        guard wait <= .zero else { return wait }
        for key in keys {
            var count = counts[key] ?? Count(attempts: 0, notBefore: now, last: now)
            if now - count.last > Self.memory { count.attempts = 0 }
            count.attempts += 1
            count.notBefore = now + key.rule.delay(after: count.attempts)
            count.last = now
            counts[key] = count
        }
        forgetOld(at: now)
        return nil
    }

    /// Takes an attempt back: the password was right, or was not checked.
    public mutating func end(login: String, address: String, at now: Duration, succeeded: Bool) {
        for key in counted(login: login, address: address) {
            if succeeded, key.kind == .person {
                counts[key] = nil
                continue
            }
            counts[key]?.attempts -= 1
            counts[key]?.notBefore = now
        }
        if succeeded {
            counts[Key(.home, login: login, address: address)] = Count(attempts: 0, notBefore: now, last: now)
        }
        forgetOld(at: now)
    }

    private func counted(login: String, address: String) -> [Key] {
        let isAtHome = counts[Key(.home, login: login, address: address)] != nil
        return Self.keys(login: login, address: address).filter { key in
            switch key.kind {
            case .person: true
            case .login, .address: !isAtHome
            case .home: false
            }
        }
    }

    private mutating func forgetOld(at now: Duration) {
        guard counts.count > Self.maximumKeys else { return }
        counts = counts.filter { $0.key.kind == .home || now - $0.value.last <= Self.memory }
        for isHome in [false, true] { forgetHalf { ($0.kind == .home) == isHome } }
    }

    /// Removes half of the keys if there are too many, so that the next attempts need not sort again.
    private mutating func forgetHalf(_ isOne: (Key) -> Bool) {
        let ones = counts.filter { isOne($0.key) }
        guard ones.count > Self.maximumKeys / 2 else { return }
        for (key, _) in ones.sorted(by: { $0.value.last > $1.value.last }).dropFirst(Self.maximumKeys / 4) {
            counts[key] = nil
        }
    }
}

import Testing

@testable import Administration

@Suite("Attempts to sign in")
struct LoginAttemptsTests {
    private let start = Duration.seconds(1_000_000)

    private func failures(
        _ count: Int, login: String, address: String, at now: Duration, _ attempts: inout LoginAttempts
    ) -> Duration? {
        var wait: Duration?
        for _ in 0..<count { wait = attempts.begin(login: login, address: address, at: now) }
        return wait
    }

    @Test("The first attempts to sign in are free, then each makes the next one wait longer, up to five minutes")
    func growing() {
        var attempts = LoginAttempts()
        #expect(failures(5, login: "ali", address: "a", at: start, &attempts) == nil)
        var now = start
        var waits: [Duration] = []
        for _ in 0..<12 {
            guard let wait = attempts.begin(login: "ali", address: "a", at: now) else { break }
            waits.append(wait)
            now += wait
            #expect(attempts.begin(login: "ali", address: "a", at: now) == nil)
        }
        #expect(waits.prefix(4) == [.seconds(1), .seconds(2), .seconds(4), .seconds(8)])
        #expect(waits.count == 12 && waits.last == .seconds(300))
        // A refused attempt costs nothing more.
        let wait = attempts.begin(login: "ali", address: "a", at: now)
        #expect(attempts.begin(login: "ali", address: "a", at: now) == wait)
    }

    @Test("Signing in forgets the failures before, and so does a quarter of an hour")
    func forgetting() {
        var attempts = LoginAttempts()
        _ = failures(5, login: "ali", address: "a", at: start, &attempts)
        attempts.end(login: "ali", address: "a", at: start, succeeded: true)
        #expect(failures(5, login: "ali", address: "a", at: start, &attempts) == nil)
        #expect(attempts.begin(login: "ali", address: "a", at: start) != nil)
        #expect(failures(5, login: "ali", address: "a", at: start + .seconds(901), &attempts) == nil)
    }

    @Test("Somebody who guesses locks out neither their victim, nor others at their own address")
    func others() {
        var attempts = LoginAttempts()
        attempts.end(login: "ali", address: "home", at: start, succeeded: true)
        // From a thousand addresses, as a botnet does.
        for index in 0..<1000 { _ = attempts.begin(login: "ali", address: "bot\(index)", at: start) }
        #expect(attempts.begin(login: "ali", address: "bot1000", at: start) != nil)
        #expect(attempts.begin(login: "ali", address: "home", at: start) == nil)

        _ = failures(6, login: "reza", address: "office", at: start, &attempts)
        #expect(attempts.begin(login: "reza", address: "office", at: start) != nil)
        #expect(attempts.begin(login: "sara", address: "office", at: start) == nil)
    }

    @Test("One address that tries many logins is slowed down")
    func spraying() {
        var attempts = LoginAttempts()
        for index in 0..<50 {
            #expect(attempts.begin(login: "user\(index)", address: "a", at: start) == nil)
        }
        #expect(attempts.begin(login: "another", address: "a", at: start) != nil)
    }

    @Test("One who tries many logins slows down nobody who has signed in at their address before, but in guessing")
    func sprayingAtTheOffice() {
        var attempts = LoginAttempts()
        attempts.end(login: "sara", address: "office", at: start, succeeded: true)
        for index in 0..<60 { _ = attempts.begin(login: "user\(index)", address: "office", at: start) }
        #expect(attempts.begin(login: "another", address: "office", at: start) != nil)
        #expect(failures(5, login: "sara", address: "office", at: start, &attempts) == nil)
        #expect(attempts.begin(login: "sara", address: "office", at: start) != nil)
    }

    @Test("A clock that goes back makes nobody wait longer to sign in than their failures do")
    func clockGoesBack() {
        let (before, after) = (Duration.seconds(3600), Duration.seconds(10))
        var attempts = LoginAttempts()
        #expect(attempts.begin(login: "ali", address: "a", at: before) == nil)
        attempts.end(login: "ali", address: "a", at: before, succeeded: true)
        #expect(attempts.begin(login: "ali", address: "a", at: after) == nil)

        _ = failures(5, login: "reza", address: "b", at: before, &attempts)
        #expect(failures(1, login: "reza", address: "b", at: before + .seconds(1), &attempts) == nil)
        #expect(attempts.begin(login: "reza", address: "b", at: after) == nil)
        #expect(attempts.begin(login: "reza", address: "b", at: after) == .seconds(4), "as by the clock that holds now")
        #expect(attempts.begin(login: "sara", address: "b", at: after) == nil)
    }

    @Test("What is remembered of attempts to sign in is bounded, and what is new stays")
    func bounded() {
        var attempts = LoginAttempts()
        for index in 0..<30_000 {
            let now = start + .milliseconds(index)
            _ = attempts.begin(login: "login\(index)", address: "address\(index)", at: now)
            attempts.end(
                login: "login\(index)", address: "address\(index)", at: now, succeeded: index.isMultiple(of: 2))
        }
        #expect(attempts.size <= 20_001)
        let now = start + .seconds(30)
        _ = failures(5, login: "last", address: "a", at: now, &attempts)
        #expect(attempts.begin(login: "last", address: "a", at: now) != nil)
    }
}

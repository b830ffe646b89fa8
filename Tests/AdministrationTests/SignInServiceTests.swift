import Administration
import ConcurrencyPrimitives
import HelpDesk
import Testing

@Suite struct SignInServiceTests {
    /// Notes what it is told; refuses where it is said so.
    private final class Throttle: LoginThrottle {
        let wait: Duration?
        let calls = Locked<[String]>([])

        init(wait: Duration? = nil) { self.wait = wait }

        var noted: [String] { calls.withLock { $0 } }

        func begin(login: String, address: String) async throws -> Duration? {
            calls.withLock { $0.append("begin \(login) \(address)") }
            return wait
        }

        func end(login: String, address: String, succeeded: Bool) async throws {
            calls.withLock { $0.append("end \(login) \(address) \(succeeded)") }
        }
    }

    private final class Audit: AuditTrail {
        let notes = Locked<[String]>([])

        var noted: [String] { notes.withLock { $0 } }

        func note(_ action: String, _ kind: String, _ item: String) async {
            notes.withLock { $0.append("\(action) \(kind) \(item)") }
        }
    }

    private let store: MemoryUsers
    private let audit = Audit()
    private let throttle = Throttle()

    init() throws { store = try MemoryUsers() }

    private func outcome(
        _ login: String = "ali", _ password: String = MemoryUsers.password, replacing old: String? = nil,
        hasher: PasswordHasher = PasswordHasher(cost: MemoryUsers.cost), throttle: Throttle? = nil
    ) async throws -> SignInService.Outcome {
        let users = UserService(store: store, callCenter: MemorySettings(), hasher: hasher)
        let service = SignInService(
            users: users, sessions: SessionService(store: store), throttle: throttle ?? self.throttle, audit: audit)
        return try await service.signIn(login: login, password: password, address: "10.0.0.1", replacing: old)
    }

    private func secret(_ outcome: SignInService.Outcome) -> String? {
        guard case .signedIn(MemoryUsers.ali, let secret) = outcome else { return nil }
        return secret
    }

    @Test("The right password opens a session, ends the one before it, and takes the attempt back")
    func success() async throws {
        let first = try #require(secret(try await outcome(" ALI ")))
        #expect(throttle.noted == ["begin ali 10.0.0.1", "end ali 10.0.0.1 true"])
        #expect(store.digests == [TokenSecret.digest(of: first)])
        let second = try #require(secret(try await outcome(replacing: first)))
        #expect(store.digests == [TokenSecret.digest(of: second)])
        #expect(audit.noted.isEmpty)
    }

    @Test(
        "One signs in on any keyboard, and with a login that an earlier program stored as it was typed",
        arguments: [("102", "۱۰۲"), ("102", "\u{200F}١٠٢"), ("۱۰۲", "۱۰۲")])
    func loginOfAnyKeyboard(stored: String, typed: String) async throws {
        store.rename(to: stored)
        guard case .signedIn(let user, _) = try await outcome(typed) else {
            Issue.record("nobody was let in")
            return
        }
        #expect(user.login == stored)
        // Each way of writing it is the same attempt.
        #expect(throttle.noted.first == "begin 102 10.0.0.1")
    }

    @Test(
        "A wrong password counts, and comes into the audit log",
        arguments: [("ali", "wrong"), ("ali", ""), ("nobody", MemoryUsers.password)])
    func wrongPassword(login: String, password: String) async throws {
        let first = try #require(secret(try await outcome()))
        #expect(try await outcome(login, password, replacing: first) == .wrong)
        #expect(throttle.noted.dropFirst(2) == ["begin \(login) 10.0.0.1"])
        #expect(audit.noted == ["sign_in_failed session \(login)"])
        // Whoever is signed in stays so.
        #expect(store.digests == [TokenSecret.digest(of: first)])
    }

    @Test("A disabled user is told the same as somebody with a wrong password")
    func disabled() async throws {
        store.disable()
        #expect(try await outcome() == .wrong)
        #expect(audit.noted == ["sign_in_failed session ali"])
    }

    @Test("Whoever is given another password while the old one is looked at is not signed in with the old one")
    func passwordReplaced() async throws {
        let first = try #require(secret(try await outcome()))
        store.nextPassword.withLock { $0 = "another digest" }
        #expect(try await outcome(replacing: first) == .wrong)
        #expect(store.digests == [TokenSecret.digest(of: first)])
        #expect(audit.noted == ["sign_in_failed session ali"])
    }

    @Test(
        "A login that nobody can have is wrong with any password, is not looked for, and counts as one with all others",
        arguments: ["ali\0x", "\0ali", "ali\u{1b}", "ali reza", String(repeating: "a", count: 65)])
    func impossibleLogin(login: String) async throws {
        #expect(try await outcome(login) == .wrong)
        #expect(store.lookedFor.withLock { $0 }.isEmpty && store.digests.isEmpty)
        #expect(throttle.noted == ["begin  10.0.0.1"])
        #expect(audit.noted == ["sign_in_failed session \(login)"])
    }

    @Test("Guesses under logins that differ behind a NUL are slowed down as those under one login are")
    func guessesBehindNUL() async throws {
        let users = UserService(
            store: store, callCenter: MemorySettings(), hasher: PasswordHasher(cost: MemoryUsers.cost))
        let service = SignInService(
            users: users, sessions: SessionService(store: store), throttle: InMemoryLoginThrottle { .zero },
            audit: audit)
        var outcomes: [SignInService.Outcome] = []
        for number in 0..<6 {
            outcomes.append(
                try await service.signIn(login: "ali\0\(number)", password: "a guess", address: "10.0.0.1"))
        }
        #expect(outcomes == Array(repeating: .wrong, count: 5) + [.wait(.seconds(1))])
    }

    @Test("Whoever has to wait before signing in is not even looked up")
    func waiting() async throws {
        let throttle = Throttle(wait: .seconds(2))
        store.isAway.withLock { $0 = true }
        #expect(try await outcome(throttle: throttle) == .wait(.seconds(2)))
        #expect(throttle.noted == ["begin ali 10.0.0.1"])
        #expect(audit.noted.isEmpty)
    }

    @Test("An attempt to sign in whose password nobody has looked at is taken back")
    func notLookedAt() async throws {
        let full = PasswordHasher(cost: MemoryUsers.cost, atOnce: 1, maximumWaiting: -1)
        #expect(try await outcome(hasher: full) == .busy)
        store.isAway.withLock { $0 = true }
        await #expect(throws: MemoryUsers.Away.self) { try await outcome() }
        let attempt = ["begin ali 10.0.0.1", "end ali 10.0.0.1 false"]
        #expect(throttle.noted == attempt + attempt)
        #expect(audit.noted.isEmpty)
    }
}

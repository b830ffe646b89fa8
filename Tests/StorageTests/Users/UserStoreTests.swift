import Administration
import Foundation
import GRDB
import HelpDesk
import LocatedYAML
import Testing

@testable import Storage

@Suite("Users and their sessions", .timeLimit(.minutes(15)))
struct UserStoreTests {
    private static let now = Date(timeIntervalSince1970: 1_790_000_000)

    private static func user(_ login: String, _ role: UserRole = .admin) -> User {
        User(
            id: "id-of-\(login)", login: login, name: "نام", role: role, extension: "101",
            otherExtensions: ["103", "102"], departments: ["sales", "support"], language: "fa", isDisabled: false,
            createdAt: now)
    }

    private struct Fixture {
        let stores: StoreUnderTest

        var users: any UserStore { stores.users }
        var sessions: any SessionStore { stores.sessions }
        var log: any AuditStore { stores.audit }

        /// - Parameter password: the digest by which a user has signed in.
        @discardableResult
        func begin(_ digest: String, _ holder: Session.Holder, password: String? = "x") async throws -> Bool {
            try await sessions.begin(
                Session(holder: holder, expiresAt: now.addingTimeInterval(60), endsAt: now.addingTimeInterval(100)),
                digest: digest, at: now, password: password)
        }

        func session(_ digest: String, after seconds: TimeInterval = 0) async throws -> Session? {
            try await sessions.session(digest: digest, at: now.addingTimeInterval(seconds))
        }
    }

    private static func with(_ kind: StoreKind, _ body: (Fixture) async throws -> Void) async throws {
        try await withStore(kind) { try await body(Fixture(stores: $0)) }
    }

    @Test(
        "A user is read back as stored, by login with the digest of their password, and the log names who made them",
        arguments: StoreKind.allCases)
    func storing(kind: StoreKind) async throws {
        try await Self.with(kind) { fixture in
            try await fixture.users.add(Self.user("root"), password: "digest", by: "command")
            try await fixture.users.add(Self.user("ali", .operator), password: "other", by: "user:root")
            #expect(try await fixture.users.users() == [Self.user("ali", .operator), Self.user("root")])
            let account = try #require(try await fixture.users.account(login: "root"))
            #expect(account.user == Self.user("root") && account.password == "digest")
            #expect(try await fixture.users.account(login: "nobody") == nil)
            let entries = try await fixture.log.entries(before: nil, limit: 10)
            #expect(
                entries.map { "\($0.author) \($0.action) \($0.kind) \($0.item)" } == [
                    "user:root added user ali", "command added user root",
                ])
        }
    }

    private func taken(_ login: String) -> AdministrationError {
        .invalid([
            LocatedProblem(
                path: "login", message: "the login \(login) belongs to another user; take another one")
        ])
    }

    @Test("A login belongs to one user", arguments: StoreKind.allCases)
    func logins(kind: StoreKind) async throws {
        try await Self.with(kind) { fixture in
            try await fixture.users.add(Self.user("root"), password: "x", by: "t")
            try await fixture.users.add(Self.user("ali"), password: "x", by: "t")
            await #expect(throws: taken("ali")) {
                var twin = Self.user("ali")
                twin.id = "another"
                try await fixture.users.add(twin, password: "x", by: "t")
            }
            await #expect(throws: taken("root")) {
                _ = try await fixture.users.change("id-of-ali", by: "t") { $0.login = "root" }
            }
            #expect(try await fixture.users.users().map(\.login) == ["ali", "root"])
        }
    }

    @Test(
        "A login that an earlier program stored in Persian digits is taken in plain ones, but not from whoever has it",
        arguments: StoreKind.allCases)
    func loginsInOtherDigits(kind: StoreKind) async throws {
        try await Self.with(kind) { fixture in
            try await fixture.users.add(Self.user("۱۰۲"), password: "x", by: "t")
            try await fixture.users.add(Self.user("103"), password: "x", by: "t")
            await #expect(throws: taken("102")) {
                try await fixture.users.add(Self.user("102"), password: "x", by: "t")
            }
            await #expect(throws: taken("102")) {
                _ = try await fixture.users.change("id-of-103", by: "t") { $0.login = "102" }
            }
            _ = try await fixture.users.change("id-of-۱۰۲", by: "t") { $0.login = "102" }
            #expect(try await fixture.users.users().map(\.login) == ["102", "103"])
        }
    }

    private struct NoCallCenter: CallCenterSource {
        let current = CallCenter()
        var presencesTakenOver: AsyncStream<[String]> { AsyncStream { $0.finish() } }
    }

    @Test(
        "A user whose login an earlier program took for another one than the same in plain digits can be changed",
        arguments: StoreKind.allCases)
    func twins(kind: StoreKind) async throws {
        try await Self.with(kind) { fixture in
            try await fixture.users.add(Self.user("102"), password: "x", by: "t")
            try await fixture.users.add(Self.user("103"), password: "x", by: "t")
            try await fixture.stores.execute(SQLStatement("UPDATE users SET login = '۱۰۲' WHERE login = '103'"))
            let service = UserService(store: fixture.users, callCenter: NoCallCenter(), hasher: PasswordHasher())
            let draft = UserDraft(login: "۱۰۲", name: "Sara", role: .admin)
            let changed = try await service.change("id-of-103", to: draft, by: "t")
            #expect(changed.name == "Sara" && changed.login == "۱۰۲")
            #expect(try await fixture.users.users().map(\.login) == ["102", "۱۰۲"])
        }
    }

    @Test("The last admin can neither be removed, nor disabled, nor made something else", arguments: StoreKind.allCases)
    func lastAdmin(kind: StoreKind) async throws {
        try await Self.with(kind) { fixture in
            try await fixture.users.add(Self.user("root"), password: "x", by: "t")
            try await fixture.users.add(Self.user("ali", .operator), password: "x", by: "t")
            let changes: [@Sendable () async throws -> Void] = [
                { _ = try await fixture.users.remove("id-of-root", by: "t") },
                { _ = try await fixture.users.change("id-of-root", by: "t") { $0.isDisabled = true } },
                { _ = try await fixture.users.change("id-of-root", by: "t") { $0.role = .operator } },
            ]
            for change in changes {
                await #expect(throws: AdministrationError.lastAdministrator) { try await change() }
            }
            #expect(try await fixture.users.user("id-of-root") == Self.user("root"))
            try await fixture.users.add(Self.user("second"), password: "x", by: "t")
            #expect(try await fixture.users.remove("id-of-root", by: "t"))
            #expect(try await fixture.users.remove("id-of-ali", by: "t"))
            #expect(try await fixture.users.remove("id-of-ali", by: "t") == false)
        }
    }

    @Test("A session has its user as they are now, and ends by itself", arguments: StoreKind.allCases)
    func sessions(kind: StoreKind) async throws {
        try await Self.with(kind) { fixture in
            try await fixture.users.add(Self.user("root"), password: "x", by: "t")
            try await fixture.begin("d", .user(Self.user("root")))
            try await fixture.begin("g", .embedded(EmbeddedOperator(extension: "101")))
            #expect(try await fixture.session("d")?.holder == .user(Self.user("root")))
            #expect(try await fixture.session("g")?.holder == .embedded(EmbeddedOperator(extension: "101")))
            _ = try await fixture.users.change("id-of-root", by: "t") { $0.name = "new" }
            guard case .user(let user)? = try await fixture.session("d")?.holder else {
                Issue.record("no user")
                return
            }
            #expect(user.name == "new")
            #expect(try await fixture.session("d", after: 59.9) != nil)
            #expect(try await fixture.session("d", after: 60) == nil)
            #expect(try await fixture.session("x") == nil)

            fixture.sessions.extend(digest: "d", until: Self.now.addingTimeInterval(90))
            #expect(try await fixture.session("d", after: 89) != nil)
            // Not beyond its end.
            fixture.sessions.extend(digest: "d", until: Self.now.addingTimeInterval(900))
            #expect(try await fixture.session("d", after: 99) != nil)
            #expect(try await fixture.session("d", after: 100) == nil)
            try await fixture.sessions.end(digest: "d")
            #expect(try await fixture.session("d") == nil)
            #expect(try await fixture.session("g") != nil)
        }
    }

    @Test(
        "Disabling, removing and a new password end the sessions of that user, and of no other",
        arguments: StoreKind.allCases)
    func ending(kind: StoreKind) async throws {
        try await Self.with(kind) { fixture in
            try await fixture.users.add(Self.user("root"), password: "x", by: "t")
            try await fixture.users.add(Self.user("ali", .operator), password: "x", by: "t")
            let ends: [@Sendable () async throws -> Void] = [
                { _ = try await fixture.users.change("id-of-ali", by: "t") { $0.isDisabled = true } },
                { _ = try await fixture.users.setPassword("new", of: "id-of-ali", by: "t") },
                { _ = try await fixture.users.remove("id-of-ali", by: "t") },
            ]
            try await fixture.begin("root", .user(Self.user("root")))
            for (index, end) in ends.enumerated() {
                let account = try #require(try await fixture.users.account(login: "ali"))
                try await fixture.begin("ali\(index)", .user(account.user), password: account.password)
                #expect(try await fixture.session("ali\(index)") != nil)
                try await end()
                #expect(try await fixture.session("ali\(index)") == nil)
                _ = try await fixture.users.change("id-of-ali", by: "t") { $0.isDisabled = false }
                #expect(try await fixture.session("ali\(index)") == nil)
            }
            #expect(try await fixture.session("root") != nil)
            #expect(try await fixture.users.setPassword("x", of: "nobody", by: "t") == false)
        }
    }

    @Test(
        "A session begins only by the password that its user has at that moment, and for nobody disabled or gone",
        arguments: StoreKind.allCases)
    func beginning(kind: StoreKind) async throws {
        try await Self.with(kind) { fixture in
            let (root, ali) = (Self.user("root"), Self.user("ali", .operator))
            for user in [root, ali] { try await fixture.users.add(user, password: "x", by: "t") }
            // As signing in does, which looks at the password in between.
            let account = try #require(try await fixture.users.account(login: "ali"))
            _ = try await fixture.users.setPassword("new", of: ali.id, by: "t")
            #expect(try await !fixture.begin("1", .user(account.user), password: account.password))
            #expect(try await !fixture.begin("2", .user(ali), password: nil))
            #expect(try await fixture.begin("3", .user(ali), password: "new"))
            _ = try await fixture.users.change(ali.id, by: "t") { $0.isDisabled = true }
            #expect(try await !fixture.begin("4", .user(ali), password: "new"))
            _ = try await fixture.users.remove(ali.id, by: "t")
            #expect(try await !fixture.begin("5", .user(ali), password: "new"))
            for digest in ["1", "2", "3", "4", "5"] { #expect(try await fixture.session(digest) == nil) }
            #expect(try await fixture.begin("6", .embedded(EmbeddedOperator(extension: "101")), password: nil))
            let begun = try await fixture.log.entries(before: nil, limit: 20).filter { $0.action == "signed_in" }
            #expect(begun.map(\.item) == ["embedded:101", "user:ali"])
        }
    }

    @Test("A login with a NUL is nobody's, and its text is not cut there", arguments: StoreKind.allCases)
    func loginWithNUL(kind: StoreKind) async throws {
        try await Self.with(kind) { fixture in
            try await fixture.users.add(Self.user("ali"), password: "x", by: "t")
            #expect(try await fixture.users.account(login: "ali\0x") == nil)
            #expect(try await fixture.users.user("id-of-ali\0x") == nil)
        }
    }

    @Test(
        "The log says what was changed in a user, and that their password was, but not the password",
        arguments: StoreKind.allCases)
    func differences(kind: StoreKind) async throws {
        try await Self.with(kind) { fixture in
            try await fixture.users.add(Self.user("root"), password: "x", by: "t")
            try await fixture.users.add(Self.user("ali", .operator), password: "x", by: "t")
            _ = try await fixture.users.change("id-of-ali", by: "t") {
                $0.role = .admin
                $0.extension = nil
                $0.otherExtensions = []
            }
            _ = try await fixture.users.change("id-of-ali", by: "t") { $0.isDisabled = true }
            _ = try await fixture.users.setPassword("new", of: "id-of-ali", by: "t")
            let found = try await fixture.log.entries(before: nil, limit: 3).map(\.differences)
            let expected: [[SettingDifference]] = [
                [.init(field: "password", before: "***", after: "***")],
                [.init(field: "disabled", before: "false", after: "true")],
                [
                    .init(field: "role", before: "operator", after: "admin"),
                    .init(field: "extension", before: "101", after: nil),
                    .init(field: "otherExtensions", before: "103, 102", after: ""),
                ],
            ]
            #expect(found == expected)
        }
    }

    @Test("Sessions that are over are forgotten with what else is old")
    func forgetting() async throws {
        try await withDatabase { database in
            let sessions = SQLiteSessionStore(database: database)
            try await sessions.begin(
                Session(
                    holder: .embedded(EmbeddedOperator(extension: "101")),
                    expiresAt: Self.now.addingTimeInterval(-1), endsAt: Self.now.addingTimeInterval(100)),
                digest: "old", at: Self.now)
            try await sessions.begin(
                Session(
                    holder: .embedded(EmbeddedOperator(extension: "101")),
                    expiresAt: Self.now.addingTimeInterval(60), endsAt: Self.now.addingTimeInterval(100)),
                digest: "new", at: Self.now)
            #expect(try await Retention(database: database, keepDays: 1).prune(at: Self.now).sessions == 1)
            let digests = try await database.reading { db in
                try String.fetchAll(db, sql: "SELECT digest FROM sessions")
            }
            #expect(digests == ["new"])
        }
    }
}

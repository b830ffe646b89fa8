import Administration
import Foundation
import GRDB
import HelpDesk
import Testing

@testable import Storage

@Suite struct PresenceMigrationTests {
    @Test("Whoever did not want to be disturbed is busy after an upgrade, since the same moment")
    func doNotDisturb() throws {
        let queue = try DatabaseQueue()
        try Schema.migrator.migrate(queue, upTo: "18 webhook keys")
        try queue.write { db in
            try db.execute(sql: "INSERT INTO helper_pauses (extension, since) VALUES ('200', 1790000000123)")
        }
        try Schema.migrator.migrate(queue)
        let stored = try queue.read { db in
            try Row.fetchAll(db, sql: "SELECT * FROM presences").map { try StoredSetting.presence($0) }
        }
        #expect(stored.map(\.number) == ["200"])
        let since = Date(timeIntervalSince1970: 1_790_000_000.123)
        #expect(stored.map(\.presence) == [Presence(.busy, since: since)])
    }

    @Test("A user's one extension is the main one of several after an upgrade")
    func extensions() throws {
        let queue = try DatabaseQueue()
        try Schema.migrator.migrate(queue, upTo: "19 presences")
        try queue.write { db in
            try db.execute(
                sql: """
                    INSERT INTO users (id, login, name, password, role, extension, departments, isDisabled, createdAt)
                    VALUES ('u', 'ali', 'Ali', 'digest', 'operator', '101', '[]', 0, 0)
                    """)
        }
        try Schema.migrator.migrate(queue)
        let users = try queue.read { db in try Row.fetchAll(db, sql: "SELECT * FROM users").map(User.init) }
        #expect(users.map(\.extension) == ["101"])
        #expect(users.map(\.otherExtensions) == [[]])
    }
}

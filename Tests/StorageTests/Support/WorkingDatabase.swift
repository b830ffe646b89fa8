import Administration
import Foundation
import GRDB
import HelpDesk

@testable import Storage

/// A database with something in every table, and everything that reads it.
struct WorkingDatabase {
    static let now = SampleFlows.start.addingTimeInterval(120)

    let database: SQLiteDatabase
    let requests: SQLiteHelpRequestStore
    let history: SQLiteHistoryStore
    let missed: SQLiteMissedRequestStore
    let settings: SQLCallCenterStore
    let users: SQLiteUserStore
    let sessions: SQLiteSessionStore
    let tokens: SQLiteTokenStore
    let sounds: SQLSoundStore
    let deliveries: SQLWebhookDeliveryLog
    let audit: SQLiteAuditLog
    let open: CallFlow
    let ended: CallFlow

    init(_ database: SQLiteDatabase) async throws {
        self.database = database
        requests = SQLiteHelpRequestStore(database: database, logger: .silent, now: { Self.now })
        history = SQLiteHistoryStore(database: database)
        missed = SQLiteMissedRequestStore(database: database)
        settings = try await SQLCallCenterStore(database: database, logger: .silent)
        users = SQLiteUserStore(database: database)
        sessions = SQLiteSessionStore(database: database)
        tokens = SQLiteTokenStore(database: database)
        sounds = SQLSoundStore(database: database)
        deliveries = SQLWebhookDeliveryLog(database: database, logger: .silent)
        audit = SQLiteAuditLog(database: database)
        open = SampleFlows.ringing(at: SampleFlows.start)
        ended = SampleFlows.helped(by: "200", after: 12, at: SampleFlows.start.addingTimeInterval(10))
        try await fill()
    }

    private func fill() async throws {
        let now = Self.now
        let key = IdempotencyRecord(IdempotencyKey("k", fingerprint: "f"), snapshot: open.request)
        try await requests.insert(open, idempotency: key)
        try await requests.insert(ended, idempotency: nil)
        _ = try await settings.apply(SampleCallCenters.full)
        try await settings.setPresence(.busy, of: "201")
        let user = User(
            id: "u", login: "reza", name: "Reza", role: .admin, extension: "101", departments: ["support"],
            language: "fa", isDisabled: false, createdAt: now)
        try await users.add(user, password: "digest", by: "test")
        func session(_ holder: Session.Holder) -> Session {
            Session(holder: holder, expiresAt: now.addingTimeInterval(60), endsAt: now.addingTimeInterval(600))
        }
        _ = try await sessions.begin(session(.user(user)), digest: "s", at: now, password: "digest")
        try await sessions.begin(
            session(.embedded(EmbeddedOperator(extension: "101"))), digest: "g", at: now)
        try await tokens.add(
            APIToken(
                id: "t", name: "CRM", scopes: [.requests], createdAt: now, expiresAt: now.addingTimeInterval(600)),
            digest: "d", by: "test")
        try await sounds.add(
            Sound(
                id: "closed", name: "Closed", format: "WAV", seconds: 1, loudness: -20, createdAt: now, updatedAt: now),
            audio: SoundAudio(narrowband: [1, 2], wideband: [3, 4]))
        let delivery = WebhookDelivery(
            endpoint: "main", receivedAt: now, deliveryId: "x", result: .accepted, status: 202, code: nil, reason: nil,
            request: open.id, size: 2, isProven: true)
        try await database.write { db in
            try delivery.insert(
                with: WebhookContent(headers: [:], query: [:], body: Array("{}".utf8)), database.seal, db)
        }
        try await database.writing { db in
            for position in 0...1 {
                try db.execute(
                    sql: "INSERT INTO listenings VALUES (?, ?, ?, 1000, ?, '200', 'listen', '101', 'support')",
                    arguments: [
                        ended.id.text, position, now.storedMilliseconds, position == 0 ? "helper" : "supervisor",
                    ])
            }
            try db.execute(
                sql: "INSERT INTO missed_requests VALUES (?, 'support', ?, 1, ?, 'Sara', 'called back')",
                arguments: [ended.id.text, now.storedMilliseconds, now.storedMilliseconds])
        }
    }

    /// Reads everything there is; whatever is damaged, nothing of it may end the process.
    func readEverything() async throws {
        let period = StatisticsQuery(boundaries: [SampleFlows.start, Self.now])
        _ = try await requests.requests(HelpRequestQuery())
        _ = try await requests.requests(HelpRequestQuery(departments: ["support", "sales"]))
        _ = try await requests.openRequests()
        _ = try await requests.changes(after: 0, limit: 10)
        _ = try await requests.openFlows()
        _ = try await requests.openRequest(of: open.caller.extension)
        _ = try? await requests.request(ended.id)
        _ = try? await requests.idempotencyRecord(key: "k")
        _ = try await history.page(HistoryFilter(), after: nil, limit: 10)
        _ = try? await history.page(HistoryFilter(), after: ended.id, limit: 10)
        _ = try await history.statistics(period)
        _ = try await history.statistics(
            StatisticsQuery(boundaries: period.boundaries, departments: ["support", "sales"]))
        _ = try await history.listenings(ListeningFilter(departments: ["support"]), after: nil, limit: 10)
        _ = try await history.listenings(
            ListeningFilter(), after: Listening.ID(request: ended.id, position: 1), limit: 1)
        for isSettled in [true, false] {
            _ = try await missed.missed(departments: nil, isSettled: isSettled, after: nil, limit: 10)
            _ = try await missed.missed(departments: ["support"], isSettled: isSettled, after: ended.id, limit: 10)
        }
        _ = try await missed.missedCount(departments: ["support"], upTo: 10)
        _ = try await missed.missed(ended.id)
        _ = try await SQLCallCenterStore(database: database, logger: .silent)
        _ = try await users.users()
        _ = try await users.account(login: "reza")
        _ = try await sessions.session(digest: "s", at: Self.now)
        _ = try await sessions.session(digest: "g", at: Self.now)
        _ = try await tokens.tokens()
        _ = try await tokens.valid(digest: "d", at: Self.now)
        _ = try await sounds.sounds()
        _ = try? await sounds.sound("closed")
        _ = try? await sounds.wav(sound: "closed", sampleRate: 8000)
        _ = try await deliveries.deliveries(of: "main", before: nil, limit: 10)
        _ = try? await deliveries.delivery(1, of: "main")
        _ = try await audit.entries(before: nil, limit: 100)
    }
}

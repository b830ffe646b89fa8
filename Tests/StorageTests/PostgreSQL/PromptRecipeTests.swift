import ConcurrencyPrimitives
import Foundation
import HelpDesk
import Logging
import PostgreSQL
import TestSupport
import Testing

@testable import Storage
@testable import StoragePostgreSQL

/// What prompts are made from, as several bridges know it.
@Suite(.timeLimit(.minutes(15))) struct PromptRecipeTests {
    private static let digests = (0..<3).map { String(repeating: "\($0)", count: 64) }

    /// The recipes as two bridges have them, the first of which writes.
    private func withBridges(
        isAlone: Bool = false, log: LogRecorder = LogRecorder(),
        _ body: (PostgreSQLPromptRecipes, PostgreSQLPromptRecipes, PostgreSQLDatabase) async throws -> Void
    ) async throws {
        try await withPostgreSQL { configuration, _ in
            let keys = PostgreSQLDatabase.Keys.random
            let databases = [
                try await PostgreSQLDatabase.open(configuration, keys: keys, logger: .silent),
                try await PostgreSQLDatabase.open(configuration, keys: keys, logger: .silent),
            ]
            let recipes = databases.map {
                PostgreSQLPromptRecipes(database: $0, isAlone: { isAlone }, logger: log.logger)
            }
            try await withThrowingTaskGroup { group in
                group.addTask { try await recipes[0].run() }
                try await body(recipes[0], recipes[1], databases[1])
                group.cancelAll()
            }
            for database in databases { await database.close() }
        }
    }

    private func count(_ database: PostgreSQLDatabase) async throws -> Int64 {
        try await database.rows(PostgreSQLStatement("SELECT count(*) AS count FROM prompt_recipes"))[0].integer("count")
    }

    @Test("A prompt's recipe that one bridge has noted another one finds, and it is written once")
    func noted() async throws {
        try await withBridges { one, other, database in
            let made = Locked(0)
            for _ in 0..<3 {
                for digest in Self.digests {
                    one.note(digest) {
                        made.withLock { $0 += 1 }
                        return #"{"text":"\#(digest.prefix(1))"}"#
                    }
                }
            }
            let times = made.withLock { $0 }
            #expect(times == 3)
            try await eventually { try await other.recipe(of: Self.digests[2]) != nil }
            #expect(try await other.recipe(of: Self.digests[1]) == #"{"text":"1"}"#)
            #expect(try await other.recipe(of: String(repeating: "f", count: 64)) == nil)
            #expect(try await count(database) == 3)
            #expect(try await DatabaseCheck(database: database).run().isGood)
        }
    }

    @Test("A bridge that is alone writes no recipes, and what it could not write is written with the next call")
    func alone() async throws {
        try await withBridges(isAlone: true) { one, _, database in
            one.note(Self.digests[0]) {
                Issue.record("nobody asked")
                return "{}"
            }
            let written = try await count(database)
            #expect(written == 0)
        }
        let log = LogRecorder()
        try await withBridges(log: log) { one, other, database in
            _ = try await database.rows(PostgreSQLStatement("ALTER TABLE prompt_recipes RENAME TO away"))
            one.note(Self.digests[0]) { "{}" }
            #expect(try await log.next(at: .warning).hasPrefix("what prompts are made from cannot be stored"))
            await #expect(throws: PromptRecipesUnavailable.self) { try await other.recipe(of: Self.digests[0]) }
            _ = try await database.rows(PostgreSQLStatement("ALTER TABLE away RENAME TO prompt_recipes"))
            one.note(Self.digests[0]) { "{}" }
            try await eventually { try await other.recipe(of: Self.digests[0]) == "{}" }
        }
    }

    @Test("A forgotten number takes the recipes of prompts with it that hold it, and damage is found")
    func forgetting() async throws {
        try await withBridges { one, other, database in
            let texts = ["مشتری 0 9 1 2-1 2 3 4 5 6 7", "مشتری 09121234568", "۰۹۱۲۱۲۳۴۵۶۷"]
            for (digest, text) in zip(Self.digests, texts) { one.note(digest) { #"{"written":"\#(text)"}"# } }
            try await eventually { try await count(database) == 3 }
            let number = try #require(PhoneNumber("+989121234567"))
            let outcome = try await Forgetting(database: database, number: number, batchSize: 2).run()
            #expect(outcome.tables == ["prompt_recipes": 2])
            #expect(try await other.recipe(of: Self.digests[0]) == nil)
            #expect(try await other.recipe(of: Self.digests[1]) == #"{"written":"مشتری 09121234568"}"#)
            #expect(try await other.recipe(of: Self.digests[2]) == nil)

            _ = try await database.rows(PostgreSQLStatement("UPDATE prompt_recipes SET content = 'x'"))
            let damaged = try await DatabaseCheck(database: database).run().damaged
            #expect(damaged.map(\.table) == ["prompt_recipes"] && damaged.first?.id == Self.digests[1])
        }
    }

    @Test("A prompt's recipe that nobody has used for a day is removed, and one that is used stays")
    func retention() async throws {
        try await withBridges { one, other, database in
            for digest in Self.digests { one.note(digest) { "{}" } }
            try await eventually { try await count(database) == 3 }
            _ = try await database.rows(
                PostgreSQLStatement(
                    "UPDATE prompt_recipes SET usedAt = usedAt - 90000000 WHERE digest <> $1",
                    [.text(Self.digests[0])]))
            // Of the old ones, one is used again: at a bridge that has not noted it of late.
            let third = PostgreSQLPromptRecipes(database: database, isAlone: { false }, logger: .silent)
            third.note(Self.digests[1]) { "{}" }
            try await withThrowingTaskGroup { group in
                group.addTask { try await third.run() }
                try await eventually {
                    try await database.rows(
                        PostgreSQLStatement(
                            """
                            SELECT 1 AS one FROM prompt_recipes a JOIN prompt_recipes b ON b.usedAt >= a.usedAt
                            WHERE a.digest = $1 AND b.digest = $2
                            """, [.text(Self.digests[0]), .text(Self.digests[1])])
                    ).count == 1
                }
                group.cancelAll()
            }
            _ = try await Retention(database: database, keepDays: 365).prune(at: Date())
            #expect(try await other.recipe(of: Self.digests[0]) != nil)
            #expect(try await other.recipe(of: Self.digests[1]) != nil)
            #expect(try await other.recipe(of: Self.digests[2]) == nil)
        }
    }

    /// Several times beside each other: who is late for what is read is for the threads to say.
    @Test(
        "However many ask for recipes, one statement at a time is under way, and too many are sent away",
        arguments: 1...8)
    func oneStatement(_: Int) async throws {
        let statements = Locked<[[String]]>([])
        let (first, firstIsUnderWay) = AsyncStream<Void>.makeStream()
        let (go, goOn) = AsyncStream<Void>.makeStream()
        let reading = RecipeReading { digests in
            let isFirst = statements.withLock { statements in
                statements.append(digests)
                return statements.count == 1
            }
            if isFirst {
                firstIsUnderWay.finish()
                for await _ in go {}
            }
            return digests.contains("7") ? ["7": "{}"] : [:]
        }
        try await withThrowingTaskGroup(of: String?.self) { group in
            group.addTask { try await reading.recipe(of: "first") }
            for await _ in first {}
            for number in 0..<1_000 { group.addTask { try await reading.recipe(of: "\(number)") } }
            try await eventually { reading.waitingCount == 1_001 }
            await #expect(throws: PromptRecipesUnavailable.self) { try await reading.recipe(of: "one too many") }
            // Whoever asks for what is asked for already needs no room.
            group.addTask { try await reading.recipe(of: "7") }
            try await eventually { reading.waitingCount == 1_002 }
            let before = statements.withLock { $0 }
            #expect(before == [["first"]])
            goOn.finish()
            let found = try await group.reduce(into: 0) { count, recipe in count += recipe == nil ? 0 : 1 }
            #expect(found == 2)
        }
        let sizes = statements.withLock { $0.map(\.count) }
        #expect(sizes == [1, 1_000])
        #expect(try await reading.recipe(of: "7") == "{}")
    }

    @Test("If a prompt recipe's reader is cancelled, the next waiting reader continues")
    func givingUp() async throws {
        let asked = Locked(0)
        let (first, firstIsUnderWay) = AsyncStream<Void>.makeStream()
        let reading = RecipeReading { digests in
            let isFirst = asked.withLock { count in
                count += 1
                return count == 1
            }
            if isFirst {
                firstIsUnderWay.finish()
                try await Task.sleep(for: .seconds(3_600))
            }
            return Dictionary(uniqueKeysWithValues: digests.map { ($0, "{}") })
        }
        let impatient = Task { try await reading.recipe(of: "a") }
        for await _ in first {}
        async let patient = reading.recipe(of: "b")
        try await eventually { reading.waitingCount == 2 }
        impatient.cancel()
        let found = try await patient
        #expect(found == "{}")
        await #expect(throws: CancellationError.self) { try await impatient.value }
        #expect(reading.waitingCount == 0)
    }

    @Test("A prompt is noted again after some hours, and not before")
    func notedAgain() {
        let start = ContinuousClock.now
        var digests = RecentDigests()
        func insert(_ digest: String, hours: Double) -> Bool {
            digests.insert(digest, at: start + .seconds(hours * 3_600))
        }
        let first = [insert("a", hours: 0), insert("a", hours: 2.9), insert("b", hours: 2.9), insert("a", hours: 3)]
        #expect(first == [true, false, true, false])
        digests.remove("b")
        let later = [insert("b", hours: 4), insert("a", hours: 6), insert("b", hours: 6), insert("b", hours: 20)]
        #expect(later == [true, true, false, true])
        // However many there are, no more are kept than two turns of them.
        let isFull = (0...20_000).allSatisfy { insert("\($0)", hours: 20) }
        #expect(isFull)
        let again = insert("0", hours: 20)
        #expect(again)
    }
}

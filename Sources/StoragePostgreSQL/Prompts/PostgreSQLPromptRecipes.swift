import ConcurrencyPrimitives
import HelpDesk
package import Logging
import PostgreSQL
import ServiceLifecycle
import Storage

/// The recipes of the calls' prompts, shared with the other bridges on the database.
///
/// A `Service`: recipes are buffered in memory and written a moment later, so that no call waits for them. The rest is
/// written before the service ends.
package final class PostgreSQLPromptRecipes: PromptRecipes, Service {
    private struct Entry {
        let digest: String
        let content: String
    }

    private let database: PostgreSQLDatabase
    private let isAlone: @Sendable () -> Bool
    private let logger: Logger
    private let now: @Sendable () -> ContinuousClock.Instant
    private let recent = Locked(RecentDigests())
    /// The pause is short: other bridges may be asked for a prompt as soon as the PBX knows it.
    private let buffer = WriteBuffer<Entry>(pause: .milliseconds(10))
    private let reading: RecipeReading

    /// - Parameters:
    ///   - database: The database that the bridges share.
    ///   - isAlone: Whether there is no other bridge that needs the recipes.
    ///   - logger: Logs recipes that cannot be written.
    ///   - now: The clock that decides when a prompt is noted again.
    package init(
        database: PostgreSQLDatabase, isAlone: @escaping @Sendable () -> Bool, logger: Logger,
        now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }
    ) {
        self.database = database
        self.isAlone = isAlone
        self.logger = logger
        self.now = now
        reading = RecipeReading { digests in try await Self.contents(of: digests, in: database) }
    }

    package func note(_ digest: String, _ make: () throws -> String) {
        guard !isAlone(), recent.withLock({ $0.insert(digest, at: now()) }) else { return }
        do {
            let content = try make()
            guard !buffer.add(Entry(digest: digest, content: content), size: content.utf8.count) else { return }
        } catch {
            logger.error("a prompt recipe cannot be encoded", metadata: ["error": "\(error)"])
        }
        recent.withLock { $0.remove(digest) }
    }

    package func recipe(of digest: String) async throws -> String? {
        try await reading.recipe(of: digest)
    }

    /// Writes noted recipes until the program is stopped, and then the rest.
    package func run() async throws {
        await buffer.run(write)
    }

    private static func contents(
        of digests: [String], in database: PostgreSQLDatabase
    ) async throws -> [String: String] {
        do {
            let rows = try await database.rows(
                PostgreSQLStatement(
                    "SELECT digest, content FROM \(PromptRecipeTable.name) WHERE digest = ANY ($1)", [.texts(digests)]))
            return try rows.reduce(into: [:]) { $0[try $1.string("digest")] = try $1.string("content") }
        } catch let error as CancellationError {
            throw error
        } catch {
            throw PromptRecipesUnavailable("\(error)")
        }
    }

    @Sendable
    private func write(_ batch: WriteBuffer<Entry>.Batch) async {
        if batch.leftOut > 0 {
            logger.warning(
                "some prompt recipes were dropped: too many at once", metadata: ["leftOut": "\(batch.leftOut)"])
        }
        // Each digest once, since a statement cannot change a row twice.
        let contents = Dictionary(batch.entries.map { ($0.digest, $0.content) }) { $1 }
        guard !contents.isEmpty else { return }
        do {
            // Even while the program stops: another bridge takes over its calls.
            try await database.writeInAnyCase { db in _ = try db.perform(Self.insertion(of: contents)) }
        } catch {
            // The next call stores them again.
            recent.withLock { recent in
                for digest in contents.keys { recent.remove(digest) }
            }
            logger.warning(
                "what prompts are made from cannot be stored; other bridges cannot serve them",
                metadata: ["count": "\(contents.count)", "error": "\(error)"])
        }
    }

    private static func insertion(of contents: [String: String]) -> SQLStatement {
        let table = PromptRecipeTable.name
        let row = "(?, ?, (extract(epoch FROM clock_timestamp()) * 1000)::bigint)"
        // In the same order on all bridges, to avoid deadlocks.
        let values = contents.sorted { $0.key < $1.key }.flatMap { [SQLValue.text($0.key), .text($0.value)] }
        return SQLStatement(
            """
            INSERT INTO \(table) (digest, content, usedAt)
            VALUES \(Array(repeating: row, count: contents.count).joined(separator: ", "))
            ON CONFLICT (digest) DO UPDATE SET usedAt = excluded.usedAt WHERE \(table).usedAt < excluded.usedAt - ?
            """, values + [.integer(Int64(RecentDigests.turn.wholeMilliseconds))])
    }
}

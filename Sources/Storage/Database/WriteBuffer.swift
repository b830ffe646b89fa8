import ConcurrencyPrimitives
import ServiceLifecycle

/// What is noted at once, in memory, and written a few times a second, so that nobody waits for the database.
package struct WriteBuffer<Entry: Sendable>: Sendable {
    /// What is written together.
    package struct Batch: Sendable {
        package var entries: [Entry] = []
        /// In bytes.
        var size = 0
        /// How many there was no room for.
        package var leftOut = 0
    }

    private static var maximumEntries: Int { 500 }
    private static var maximumBytes: Int { 16 * 1024 * 1024 }
    private let waiting = Locked(Batch())
    private let arrivals: AsyncStream<Void>
    private let continuation: AsyncStream<Void>.Continuation
    private let pause: Duration

    /// - Parameter pause: between two writes, in which what comes is gathered.
    package init(pause: Duration = .milliseconds(200)) {
        self.pause = pause
        (arrivals, continuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// Notes an entry, if there is room for it.
    ///
    /// - Parameter size: in bytes.
    /// - Returns: whether there was.
    @discardableResult
    package func add(_ entry: Entry, size: Int) -> Bool {
        let hasRoom = waiting.withLock { waiting in
            guard waiting.entries.count < Self.maximumEntries, waiting.size + size <= Self.maximumBytes else {
                waiting.leftOut += 1
                return false
            }
            waiting.entries.append(entry)
            waiting.size += size
            return true
        }
        continuation.yield()
        return hasRoom
    }

    /// Has what is noted written until the program is stopped, and then the rest.
    package func run(_ write: @escaping @Sendable (Batch) async -> Void) async {
        // Only what waits is cancelled: a write may need tasks of its own.
        while await hasArrivals() {
            await write(drain())
            // Those that come meanwhile share the next write.
            await cancelWhenGracefulShutdown { try? await Task.sleep(for: pause) }
        }
        await write(drain())
    }

    /// Waits for the next entry.
    ///
    /// - Returns: `false` once the program is stopped.
    private func hasArrivals() async -> Bool {
        await cancelWhenGracefulShutdown {
            for await _ in arrivals { return !Task.isCancelled }
            return false
        }
    }

    private func drain() -> Batch {
        waiting.withLock { waiting in
            defer { waiting = Batch() }
            return waiting
        }
    }
}

import ConcurrencyPrimitives
import ServiceLifecycle

/// A buffer of entries that are added in memory and written a few times a second, so that callers do not wait for the
/// database.
package struct WriteBuffer<Entry: Sendable>: Sendable {
    /// The entries that are written together.
    package struct Batch: Sendable {
        package var entries: [Entry] = []
        /// The size of the entries, in bytes.
        var size = 0
        /// The number of entries that were dropped because the buffer was full.
        package var leftOut = 0
    }

    private static var maximumEntries: Int { 500 }
    private static var maximumBytes: Int { 16 * 1024 * 1024 }
    private let waiting = Locked(Batch())
    private let arrivals: AsyncStream<Void>
    private let continuation: AsyncStream<Void>.Continuation
    private let pause: Duration

    /// - Parameter pause: the time between two writes, during which entries are collected.
    package init(pause: Duration = .milliseconds(200)) {
        self.pause = pause
        (arrivals, continuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// Adds an entry if there is room.
    ///
    /// - Parameter size: the entry's size, in bytes.
    /// - Returns: whether there was room.
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

    /// Writes the entries until the program stops, and then the rest.
    package func run(_ write: @escaping @Sendable (Batch) async -> Void) async {
        // Only the waits are cancelled: a write may need tasks of its own.
        while await hasArrivals() {
            await write(drain())
            // Entries that arrive in the meantime share the next write.
            await cancelWhenGracefulShutdown { try? await Task.sleep(for: pause) }
        }
        await write(drain())
    }

    /// Waits for the next entry.
    ///
    /// - Returns: `false` once the program stops.
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

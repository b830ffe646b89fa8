import ConcurrencyPrimitives
import ServiceLifecycle

/// What is noted at once, in memory, and written a few times a second, so that nobody waits for the database.
struct WriteBuffer<Entry: Sendable>: Sendable {
    /// What is written together.
    struct Batch: Sendable {
        var entries: [Entry] = []
        /// In bytes.
        var size = 0
        /// How many there was no room for.
        var leftOut = 0
    }

    private static var mostEntries: Int { 500 }
    private static var mostBytes: Int { 16 * 1024 * 1024 }
    private static var pause: Duration { .milliseconds(200) }

    private let waiting = Locked(Batch())
    private let arrivals: AsyncStream<Void>
    private let bell: AsyncStream<Void>.Continuation

    init() {
        (arrivals, bell) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// Notes an entry, if there is room for it.
    ///
    /// - Parameter size: in bytes.
    func add(_ entry: Entry, size: Int) {
        waiting.withLock { waiting in
            guard waiting.entries.count < Self.mostEntries, waiting.size + size <= Self.mostBytes else {
                waiting.leftOut += 1
                return
            }
            waiting.entries.append(entry)
            waiting.size += size
        }
        bell.yield()
    }

    /// Has what is noted written until the program is stopped, and then the rest.
    func run(_ write: @escaping @Sendable (Batch) async -> Void) async {
        await cancelWhenGracefulShutdown {
            for await _ in arrivals {
                await write(take())
                // Those that come meanwhile share the next write. When it is cut short, the loop ends by itself.
                try? await Task.sleep(for: Self.pause)
            }
        }
        await write(take())
    }

    private func take() -> Batch {
        waiting.withLock { waiting in
            defer { waiting = Batch() }
            return waiting
        }
    }
}

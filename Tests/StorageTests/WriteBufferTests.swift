import ConcurrencyPrimitives
import Logging
import ServiceLifecycle
import Testing

@testable import Storage

@Suite("What is noted now and written a moment later", .timeLimit(.minutes(5)))
struct WriteBufferTests {
    /// Has the buffer write until its first batch is there, then stops it.
    ///
    /// - Parameter meanwhile: what happens between the first batch and the stop.
    private func batches<Entry: Sendable>(
        of buffer: WriteBuffer<Entry>, _ meanwhile: () -> Void = {}
    ) async -> [WriteBuffer<Entry>.Batch] {
        let written = Locked<[WriteBuffer<Entry>.Batch]>([])
        let (first, firstIsThere) = AsyncStream<Void>.makeStream()
        await withTaskGroup { group in
            group.addTask {
                await buffer.run { batch in
                    written.withLock { $0.append(batch) }
                    firstIsThere.finish()
                }
            }
            for await _ in first {}
            meanwhile()
            group.cancelAll()
        }
        return written.withLock { $0 }
    }

    @Test(
        "Buffered entries are written once, in the order in which they were noted, the last ones as the program stops")
    func order() async {
        let buffer = WriteBuffer<Int>()
        for entry in 1...3 { buffer.add(entry, size: 10) }
        let batches = await batches(of: buffer) { buffer.add(4, size: 10) }
        #expect(batches.flatMap(\.entries) == [1, 2, 3, 4])
        #expect(batches.first?.size == 30)
        #expect(batches.allSatisfy { $0.leftOut == 0 })
    }

    @Test("More than 500 buffered entries, or 16 MiB, find no room, are counted, and the next ones find room again")
    func limits() async {
        let many = WriteBuffer<Int>()
        for entry in 0..<510 { many.add(entry, size: 1) }
        let batches = await batches(of: many) { many.add(600, size: 1) }
        #expect(batches.first?.entries == Array(0..<500))
        #expect(batches.first?.leftOut == 10)
        #expect(batches.flatMap(\.entries).last == 600)

        let large = WriteBuffer<String>()
        large.add("fits", size: 16 * 1024 * 1024)
        large.add("does not", size: 1)
        let first = await self.batches(of: large).first
        #expect(first?.entries == ["fits"] && first?.leftOut == 1)
    }

    private struct Writer: Service {
        struct Write: Sendable {
            var entries: [Int]
            var isCancelled: Bool
        }

        let buffer: WriteBuffer<Int>
        let writes = Locked<[Write]>([])
        let begun = Latch()

        func run() async throws {
            await buffer.run { batch in
                writes.withLock { $0.append(Write(entries: batch.entries, isCancelled: Task.isCancelled)) }
                begun.open()
            }
        }
    }

    @Test("What was noted right before the program stops is written in a task that may still work")
    func stopped() async throws {
        let writer = Writer(buffer: WriteBuffer(pause: .seconds(600)))
        let group = ServiceGroup(configuration: .init(services: [writer], logger: .silent))
        writer.buffer.add(1, size: 1)
        try await withThrowingTaskGroup { tasks in
            tasks.addTask { try await group.run() }
            await writer.begun.wait()
            writer.buffer.add(2, size: 1)
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
        }
        let writes = writer.writes.withLock { $0 }
        #expect(writes.flatMap(\.entries) == [1, 2])
        #expect(writes.allSatisfy { !$0.isCancelled })
    }
}

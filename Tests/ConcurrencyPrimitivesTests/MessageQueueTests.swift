import ConcurrencyPrimitives
import Foundation
import Testing

@Suite("A message queue")
struct MessageQueueTests {
    @Test("Messages come out of a queue once, in the order in which they were put in")
    func keepsTheOrder() throws {
        let queue = try MessageQueue<Int>()
        for message in 1...3 { #expect(queue.post(message)) }
        #expect(queue.drain() == [1, 2, 3])
        #expect(queue.drain().isEmpty)
        queue.post(4)
        #expect(queue.drain() == [4])
    }

    @Test("The descriptor of a message queue is readable as long as messages wait")
    func wakesWhoeverWatches() throws {
        let queue = try MessageQueue<Int>()
        let descriptor = try #require(queue.readableDescriptor)
        #expect(!isReadable(descriptor))
        queue.post(1)
        queue.post(2)
        #expect(isReadable(descriptor))
        _ = queue.drain()
        #expect(!isReadable(descriptor))
        queue.post(3)
        #expect(isReadable(descriptor))
    }

    @Test("A closed message queue gives out what is left, and refuses what comes later")
    func refusesWhenClosed() throws {
        let queue = try MessageQueue<Int>()
        queue.post(1)
        #expect(queue.close() == [1])
        #expect(queue.readableDescriptor == nil)
        #expect(!queue.post(2))
        #expect(queue.drain().isEmpty)
        #expect(queue.close().isEmpty)
    }

    @Test("None of the messages of several threads is lost, and each of them wakes the reader")
    func takesFromSeveralThreads() async throws {
        let queue = try MessageQueue<Int>()
        let descriptor = try #require(queue.readableDescriptor)
        let count = 1_000
        let writers = try (0..<4).map { writer in
            try JoinableThread(name: "writer") {
                for message in 0..<count { queue.post(writer * count + message) }
            }
        }
        let read = AsyncStream<[Int]>.makeStream()
        let reader = try JoinableThread(name: "reader") {
            var messages: [Int] = []
            while messages.count < 4 * count, isReadable(descriptor, milliseconds: 10_000) {
                messages += queue.drain()
            }
            read.continuation.yield(messages)
            read.continuation.finish()
        }
        for writer in writers { await writer.join() }
        await reader.join()
        var messages: [Int] = []
        for await all in read.stream { messages = all }
        #expect(messages.sorted() == Array(0..<4 * count))
        for writer in 0..<4 {
            let own = messages.filter { $0 / count == writer }
            #expect(own == own.sorted(), "a thread's messages keep their order")
        }
    }
}

private func isReadable(_ descriptor: Int32, milliseconds: Int32 = 0) -> Bool {
    var watched = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    return poll(&watched, 1, milliseconds) == 1
}

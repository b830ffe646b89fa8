import NIOCore
import NIOPosix
import Testing

@testable import WebServer

@Suite("An executor of an event loop") struct EventLoopExecutorTests {
    @Test("A task on an event loop's executor, and those within it, run on its thread, also after waiting elsewhere")
    func thread() async throws {
        let loop = MultiThreadedEventLoopGroup.singleton.any()
        let executor = EventLoopExecutor(loop)
        await withTaskExecutorPreference(executor) {
            #expect(loop.inEventLoop)
            await Task.yield()
            #expect(loop.inEventLoop)
            await withTaskExecutorPreference(globalConcurrentExecutor) { #expect(!loop.inEventLoop) }
            #expect(loop.inEventLoop)
            async let child = loop.inEventLoop
            #expect(await child)
            await withTaskGroup(of: Bool.self) { group in
                for _ in 0..<10 { group.addTask { loop.inEventLoop } }
                for await isThere in group { #expect(isThere) }
            }
        }
    }
}

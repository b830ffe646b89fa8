import Foundation
import Glibc
import Logging
import ServiceLifecycle
import Testing

@testable import HelpBridge

@Suite("What systemd is told", .timeLimit(.minutes(1)))
struct ServiceStatusTests {
    /// A datagram socket such as systemd listens on, in a folder or in the abstract namespace.
    private final class Listener: Sendable {
        let name: String
        private let descriptor: Int32

        init(name: String) throws {
            self.name = name
            descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
            var address = sockaddr_un()
            address.sun_family = sa_family_t(AF_UNIX)
            var bytes = Array(name.utf8)
            if bytes[0] == UInt8(ascii: "@") { bytes[0] = 0 }
            withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
            let length = socklen_t(MemoryLayout<sa_family_t>.size + bytes.count)
            let code = withUnsafePointer(to: &address) { address in
                address.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, length) }
            }
            try #require(code == 0)
        }

        deinit {
            close(descriptor)
            if name.hasPrefix("/") { unlink(name) }
        }

        static func inFolder() throws -> Listener {
            try Listener(name: "/tmp/hb-notify-\(UUID().uuidString)")
        }

        /// The next message; waits for it on a thread of its own.
        func next() async -> String {
            await withCheckedContinuation { continuation in
                Thread.detachNewThread {
                    var buffer = [UInt8](repeating: 0, count: 4096)
                    let count = recv(self.descriptor, &buffer, buffer.count, 0)
                    continuation.resume(returning: String(decoding: buffer[..<max(count, 0)], as: UTF8.self))
                }
            }
        }
    }

    private static func status(_ listener: Listener, _ more: [String: String] = [:]) -> ServiceStatus {
        ServiceStatus(
            environment: ["NOTIFY_SOCKET": listener.name].merging(more) { $1 }, logger: Logger(label: "test"))
    }

    @Test("A bridge that takes requests tells systemd so, on a socket in a folder and on an abstract one")
    func ready() async throws {
        for listener in [try Listener.inFolder(), try Listener(name: "@hb-notify-\(UUID().uuidString)")] {
            Self.status(listener).becameReady()
            #expect(await listener.next() == "READY=1")
        }
    }

    @Test("A reload is announced to systemd with its time, and ends with READY")
    func reload() async throws {
        let listener = try Listener.inFolder()
        await Self.status(listener).whileReloading {}
        #expect(await listener.next().wholeMatch(of: /RELOADING=1\nMONOTONIC_USEC=[0-9]+/) != nil)
        #expect(await listener.next() == "READY=1")
    }

    @Test("The watchdog hears from the bridge again and again, and a bridge that is told to stop says that it stops")
    func watchdogAndStop() async throws {
        let listener = try Listener.inFolder()
        let logger = Logger(label: "test")
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: [Self.status(listener, ["WATCHDOG_USEC": "50000", "WATCHDOG_PID": "\(getpid())"])],
                logger: logger))
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            for _ in 0..<3 { #expect(await listener.next() == "WATCHDOG=1") }
            await group.triggerGracefulShutdown()
            var last = await listener.next()
            while last == "WATCHDOG=1" { last = await listener.next() }
            #expect(last == "STOPPING=1")
            try await tasks.waitForAll()
        }
    }

    /// Says when the group has started its services.
    private struct Starting: Service {
        let started: AsyncStream<Void>.Continuation

        func run() async throws {
            started.finish()
            try await gracefulShutdown()
        }
    }

    @Test("A watchdog of another process hears nothing, and STOPPING is all that is said")
    func watchdogOfAnother() async throws {
        let listener = try Listener.inFolder()
        let (start, started) = AsyncStream.makeStream(of: Void.self)
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: [
                    Self.status(listener, ["WATCHDOG_USEC": "1000", "WATCHDOG_PID": "1"]), Starting(started: started),
                ], logger: Logger(label: "test")))
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            for await _ in start {}
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
        }
        #expect(await listener.next() == "STOPPING=1")
    }

    @Test(
        "A NOTIFY_SOCKET that is no address or that nobody reads is a failure and ends nothing",
        arguments: ["", "nowhere", "/tmp/hb-none"])
    func nobody(name: String) {
        #expect(throws: NotifySocket.Failure.self) { try NotifySocket(name: name).send("READY=1") }
        ServiceStatus(environment: ["NOTIFY_SOCKET": name], logger: Logger(label: "test")).becameReady()
    }
}

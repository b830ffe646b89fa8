import ServiceLifecycle
public import WebServer

/// Runs the real server on a free port for as long as `body` takes.
public func withServer<Value: Sendable>(
    _ site: TestSite, _ body: @escaping @Sendable (_ port: Int) async throws -> Value
) async throws -> Value {
    try await withReloadableServer(site) { _, port in try await body(port) }
}

/// The same for a body that has the server read its files anew.
public func withReloadableServer<Value: Sendable>(
    _ site: TestSite, _ body: @escaping @Sendable (_ application: WebApplication, _ port: Int) async throws -> Value
) async throws -> Value {
    let ports = AsyncStream<Int>.makeStream()
    let application = try site.application { port in ports.continuation.yield(port) }
    let group = ServiceGroup(configuration: .init(services: [application], logger: site.logger))
    return try await withThrowingTaskGroup(of: Void.self) { tasks in
        tasks.addTask {
            defer { ports.continuation.finish() }
            try await group.run()
        }
        guard let port = await ports.stream.first(where: { _ in true }) else {
            try await tasks.next()
            throw ServerDidNotStart()
        }
        let value: Value
        do {
            value = try await body(application, port)
        } catch {
            await group.triggerGracefulShutdown()
            throw error
        }
        await group.triggerGracefulShutdown()
        try await tasks.waitForAll()
        return value
    }
}

public struct ServerDidNotStart: Error {}

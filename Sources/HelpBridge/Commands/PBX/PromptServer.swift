import Logging
import WebAPI
import WebServer

/// Serves prompts where the bridge would, and as it would, while none is at work.
struct PromptServer: Sendable {
    let http: BridgeConfiguration.HTTP
    let files: any PromptFiles

    /// Serves until the task is cancelled.
    ///
    /// - Parameter onRunning: called once it listens, with the port.
    /// - Throws: `WebServerError` when the address or a TLS file cannot be used.
    func run(onRunning: @escaping @Sendable (_ port: Int) async -> Void) async throws {
        var logger = Logger(label: "prompts")
        // A socket that cannot be opened is thrown; that the server is ended by us would be logged as an error.
        logger.logLevel = .critical
        let settings = WebServerConfiguration(
            host: http.host, port: http.port, tls: http.tls.map(WebServerConfiguration.TLS.init))
        let server = try WebApplication(configuration: settings, logger: logger, onServerRunning: onRunning) { router in
            PromptRoutes(files: files).add(to: router)
        }
        try await server.run()
    }

    /// Serves while something is done.
    ///
    /// - Throws: as ``run(onRunning:)`` where nothing can be served, or what `body` throws.
    func whileServing<Value: Sendable>(_ body: () async throws -> Value) async throws -> Value {
        try await withThrowingTaskGroup(of: Void.self) { group in
            let (running, started) = AsyncStream.makeStream(of: Void.self)
            group.addTask {
                defer { started.finish() }
                try await run { _ in started.yield() }
            }
            defer { group.cancelAll() }
            for await _ in running { return try await body() }
            // It has ended instead: what it throws says why.
            try await group.next()
            throw CancellationError()
        }
    }
}

import Logging
import WebAPI
import WebServer

/// Serves prompts at the bridge's address, as the bridge would, while no bridge runs.
struct PromptServer: Sendable {
    let http: BridgeConfiguration.HTTP
    let files: any PromptFiles

    /// Serves until the task is cancelled.
    ///
    /// - Parameter onRunning: called with the port once the server listens.
    /// - Throws: `WebServerError` if the address or a TLS file cannot be used.
    func run(onRunning: @escaping @Sendable (_ port: Int) async -> Void) async throws {
        var logger = Logger(label: "prompts")
        // A socket that cannot be opened is thrown; without this, ending the server would be logged as an error.
        logger.logLevel = .critical
        let settings = WebServerConfiguration(
            host: http.host, port: http.port, tls: http.tls.map(WebServerConfiguration.TLS.init))
        let server = try WebApplication(configuration: settings, logger: logger, onServerRunning: onRunning) { router in
            PromptRoutes(files: files).add(to: router)
        }
        try await server.run()
    }

    /// Serves while `body` runs.
    ///
    /// - Throws: the errors of ``run(onRunning:)``, and those of `body`.
    func whileServing<Value: Sendable>(_ body: () async throws -> Value) async throws -> Value {
        try await withThrowingTaskGroup(of: Void.self) { group in
            let (running, started) = AsyncStream.makeStream(of: Void.self)
            group.addTask {
                defer { started.finish() }
                try await run { _ in started.yield() }
            }
            defer { group.cancelAll() }
            for await _ in running { return try await body() }
            // The server has ended instead; its error says why.
            try await group.next()
            throw CancellationError()
        }
    }
}

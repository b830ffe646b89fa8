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
}

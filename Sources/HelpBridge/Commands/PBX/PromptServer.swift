import Foundation
import HTTPTypes
import Hummingbird
import Logging
import NIOCore

/// Serves the prompts of the cache where the bridge would, while none is at work.
struct PromptServer: Sendable {
    let configuration: BridgeConfiguration

    func run(onRunning: @escaping @Sendable () async -> Void) async throws {
        let cache = URL(fileURLWithPath: configuration.prompts.cache)
        let router = Router()
        router.get("prompts/{file}") { _, context -> Response in
            let file = context.parameters.get("file") ?? ""
            guard file.wholeMatch(of: /[0-9a-f]{64}\.wav/) != nil,
                let bytes = try? Data(contentsOf: cache.appendingPathComponent(file))
            else { throw HTTPError(.notFound) }
            return Response(
                status: .ok, headers: [.contentType: "audio/wav"], body: .init(byteBuffer: ByteBuffer(bytes: bytes)))
        }
        var logger = Logger(label: "prompts")
        // A socket that cannot be opened is thrown; that the server is ended by us would be logged as an error.
        logger.logLevel = .critical
        let application = Application(
            router: router,
            configuration: .init(address: .hostname(configuration.http.host, port: configuration.http.port)),
            onServerRunning: { _ in await onRunning() }, logger: logger)
        try await application.run()
    }
}

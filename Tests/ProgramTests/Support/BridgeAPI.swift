import CurlHTTP
import ProgramTestSupport

/// A bridge of ``ProgramRunner/serve(_:settings:_:)``, with a client of its own.
struct BridgeAPI: RunningBridge {
    let url: String
    let token = "program-test"
    let client: CurlClient

    /// Asks a bridge for the length of a closure.
    static func with<Value>(_ url: String, _ body: (BridgeAPI) async throws -> Value) async throws -> Value {
        let client = try CurlClient()
        do {
            let value = try await body(BridgeAPI(url: url, client: client))
            await client.shutdown()
            return value
        } catch {
            await client.shutdown()
            throw error
        }
    }
}

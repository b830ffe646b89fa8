import Logging
import ServiceLifecycle
import Speech
import UnixSignals
import WebPages
import WebServer

/// Reads anew, at each SIGHUP, what may change under a running bridge: certificate and key, pages, voices, the log's level.
/// No connection and no call notices.
struct Reloading: Service {
    let signals: UnixSignalsSequence
    let web: WebApplication
    let pages: PageFolder
    let voices: VoiceLibrary
    /// Reads the configuration; `nil` where there is no file of it.
    let configuration: (@Sendable () async throws -> BridgeConfiguration)?
    let logger: Logger

    func run() async throws {
        for await _ in signals.cancelOnGracefulShutdown() { await reload() }
    }

    private func reload() async {
        var faults: [String] = []
        do { try web.reload() } catch { faults.append("\(error)") }
        do {
            try pages.reload()
            pages.reportGaps(to: logger)
        } catch {
            faults.append("\(error)")
        }
        _ = await voices.reload()
        if let configuration {
            do {
                LoggingSetup.level = try await configuration().logLevel
            } catch let error as HelpBridgeError {
                faults += error.lines
            } catch {
                faults.append("\(error)")
            }
        }
        for fault in faults {
            logger.error("SIGHUP: this stays as it was", metadata: ["reason": "\(fault)"])
        }
        logger.notice("read again after SIGHUP", metadata: ["faults": "\(faults.count)"])
    }
}

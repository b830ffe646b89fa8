import Logging
import ServiceLifecycle
import Speech
import UnixSignals
import WebPages
import WebServer

/// Reloads, at each SIGHUP, what may change while the bridge runs: certificate and key, the keys of a CRM that shows
/// the panel, pages, voices, and the log level.
///
/// Connections and calls are not affected.
struct Reloading: Service {
    let signals: UnixSignalsSequence
    let web: WebApplication
    /// The verifier of CRMs' tokens; `nil` if no CRM shows the panel.
    let embed: EmbedVerifier?
    let pages: PageFolder
    let voices: VoiceLibrary
    /// Whether the bridge listens with TLS.
    let isEncrypted: Bool
    /// Reads the configuration; `nil` if there is no configuration file.
    let configuration: (@Sendable () async throws -> BridgeConfiguration)?
    let status: ServiceStatus
    let logger: Logger

    func run() async throws {
        for await _ in signals.cancelOnGracefulShutdown() {
            // Reading all pages takes a while; calls must not wait for it on their thread.
            await withTaskExecutorPreference(globalConcurrentExecutor) { await status.whileReloading(reload) }
        }
    }

    private func reload() async {
        var faults: [String] = []
        var http: BridgeConfiguration.HTTP?
        if let configuration {
            do {
                let configuration = try await configuration()
                LoggingSetup.set(level: configuration.logLevel)
                http = configuration.http
            } catch let error as HelpBridgeError {
                faults += error.lines
            } catch {
                faults.append("\(error)")
            }
        }
        faults += certificateFaults(http)
        if let http { faults += await embedFaults(http.embed) }
        do {
            try pages.reload()
            pages.reportGaps(to: logger)
        } catch {
            faults.append("\(error)")
        }
        _ = await voices.reload()
        for fault in faults {
            logger.error("SIGHUP: this stays as it was", metadata: ["reason": "\(fault)"])
        }
        logger.notice("read again after SIGHUP", metadata: ["faults": "\(faults.count)"])
    }

    /// - Parameter http: the current configuration; `nil` if it cannot be read.
    private func certificateFaults(_ http: BridgeConfiguration.HTTP?) -> [String] {
        let tls = http?.tls.map(WebServerConfiguration.TLS.init)
        if http != nil, (tls != nil) != isEncrypted {
            return ["http.tls: turning TLS on or off needs a restart"]
        }
        do {
            try web.reload(tls)
            return []
        } catch {
            return ["\(error)"]
        }
    }

    private func embedFaults(_ settings: BridgeConfiguration.HTTP.Embed) async -> [String] {
        do {
            switch (embed, try EmbedConfiguration(settings)) {
            case (let embed?, let trusted?): try await embed.reload(trusted)
            case (nil, nil): break
            case (nil, .some), (.some, nil): return ["http.embed: turning embedding on or off needs a restart"]
            }
            return []
        } catch {
            return ["http.embed: \(error)"]
        }
    }
}

extension WebServerConfiguration.TLS {
    init(_ tls: BridgeConfiguration.HTTP.TLS) {
        self.init(certificateChain: tls.certificateChain, privateKey: tls.privateKey)
    }
}

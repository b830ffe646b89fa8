import Logging
import ServiceLifecycle
import Speech
import UnixSignals
import WebPages
import WebServer

/// Reads anew, at each SIGHUP, what may change under a running bridge: certificate and key, the keys of a CRM that shows
/// the panel, pages, voices, the log's level. No connection and no call notices.
struct Reloading: Service {
    let signals: UnixSignalsSequence
    let web: WebApplication
    /// `nil` where no CRM shows the panel.
    let embed: EmbedVerifier?
    let pages: PageFolder
    let voices: VoiceLibrary
    /// Whether the bridge listens with TLS.
    let isEncrypted: Bool
    /// Reads the configuration; `nil` where there is no file of it.
    let configuration: (@Sendable () async throws -> BridgeConfiguration)?
    let status: ServiceStatus
    let logger: Logger

    func run() async throws {
        for await _ in signals.cancelOnGracefulShutdown() {
            // Reading all pages takes a while: no call waits for that on its thread.
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

    /// - Parameter http: what the configuration says now; `nil` where that cannot be read.
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

import CCurl
import ConcurrencyPrimitives
import DequeModule

/// The event loop that owns libcurl's multi handle.
///
/// Everything here runs on the driver's thread, including the final clean-up: libcurl calls back even then.
final class DriverLoop: @unchecked Sendable {  // made on one thread, then used on the driver's alone
    private let settings: TransferSettings
    private let messages: MessageQueue<DriverMessage>
    private let poller: Poller
    private let multi: UnsafeMutableRawPointer
    private var transfers: [Transfer.Identifier: Transfer] = [:]
    private var identifiers: [UnsafeMutableRawPointer: Transfer.Identifier] = [:]
    private var hosts = HostCache()
    /// When libcurl wants to be called even without socket events.
    private var timer: ContinuousClock.Instant?
    /// The transfers that wait for others to end, in order; some may have ended already. libcurl's own queue has no
    /// time limits (measured with 7.88).
    private var queue: Deque<Transfer.Identifier> = []
    /// No transfer that waits for an address, or in the queue, times out before this.
    private var waitingDeadline: ContinuousClock.Instant?
    private var isStopping = false

    init(settings: TransferSettings, messages: MessageQueue<DriverMessage>) throws(CurlHTTPError) {
        self.settings = settings
        self.messages = messages
        poller = try Poller()
        guard let multi = curl_multi_init() else {
            throw .unavailable("no memory for libcurl")
        }
        self.multi = multi
    }

    /// Handles messages until a stop message arrives, then ends what is pending and frees everything.
    func run() {
        connectCallbacks()
        if let descriptor = messages.readableDescriptor { poller.watch(descriptor) }
        while true {
            handleMessages()
            if isStopping { break }
            expireWaiting()
            for event in poller.wait(milliseconds: timeout()) {
                // The message queue's descriptor is not libcurl's; libcurl ignores it.
                act(on: event.descriptor, event.curlEvents)
            }
            if let timer, timer <= .now {
                self.timer = nil
                act(on: CURL_SOCKET_TIMEOUT, 0)
            }
        }
        shutDown()
    }

    private func handleMessages() {
        for message in messages.drain() {
            switch message {
            case .start(let transfer): begin(transfer)
            case .cancel(let id): end(id, .failure(CancellationError()))
            case .resolved(let host, let result): resume(host, result)
            case .stop: isStopping = true
            }
        }
    }

    private func begin(_ transfer: Transfer) {
        transfers[transfer.id] = transfer
        let target = settings.proxyTarget ?? transfer.prepared.target
        guard !target.isNumeric else {
            start(transfer, addresses: [])
            return
        }
        let (answer, startLookup) = hosts.ask(target.host, for: transfer.id, now: .now)
        if startLookup { NameLookup.start(target.host, messages: messages, lookUp: settings.lookUp) }
        switch answer {
        case .use(let addresses):
            start(transfer, addresses: addresses)
        case .wait:
            expectStart(of: transfer)
        }
    }

    private func expectStart(of transfer: Transfer) {
        let deadline = transfer.startDeadline
        waitingDeadline = min(waitingDeadline ?? deadline, deadline)
    }

    /// Whether another transfer may be handed to libcurl.
    private var hasRoom: Bool {
        settings.configuration.maximumConnections.map { identifiers.count < max(1, $0) } ?? true
    }

    private func startQueued() {
        while !isStopping, hasRoom, let next = queue.popFirst() {
            if let transfer = transfers[next] { start(transfer, addresses: transfer.addresses ?? []) }
        }
    }

    private func resume(_ host: String, _ result: Result<[String], CurlHTTPError>) {
        for id in hosts.lookedUp(host, result, now: .now) {
            guard let transfer = transfers[id] else { continue }
            switch result {
            case .success(let addresses): start(transfer, addresses: addresses)
            case .failure(let error): end(id, .failure(error))
            }
        }
    }

    private func start(_ transfer: Transfer, addresses: [String]) {
        transfer.addresses = addresses
        guard hasRoom else {
            queue.append(transfer.id)
            return expectStart(of: transfer)
        }
        do throws(CurlHTTPError) {
            let handle = try transfer.makeHandle(settings: settings, addresses: addresses, now: .now)
            adjustPool()
            let code = curl_multi_add_handle(multi, handle.pointer)
            guard code == CURLM_OK else {
                throw .unavailable("libcurl: \(String(cString: curl_multi_strerror(code)))")
            }
            identifiers[handle.pointer] = transfer.id
        } catch {
            end(transfer.id, .failure(error))
        }
    }

    private func act(on socket: Int32, _ events: Int32) {
        var running: Int32 = 0
        curl_multi_socket_action(multi, socket, events, &running)
        var easy: UnsafeMutableRawPointer?
        var code = CURLE_OK
        while ccurl_multi_next_finished(multi, &easy, &code) {
            guard let easy, let id = identifiers[easy], let transfer = transfers[id] else { continue }
            if code == CURLE_COULDNT_CONNECT {
                hosts.forget((settings.proxyTarget ?? transfer.prepared.target).host)
            }
            end(id, transfer.outcome(code))
        }
    }

    private func end(_ id: Transfer.Identifier, _ result: Result<HTTPResponse, any Error>) {
        guard let transfer = transfers.removeValue(forKey: id) else { return }
        let wasUnderWay = transfer.handle.map { identifiers.removeValue(forKey: $0.pointer) != nil } ?? false
        if wasUnderWay, let handle = transfer.handle {
            curl_multi_remove_handle(multi, handle.pointer)
            adjustPool()
        }
        transfer.finish(result)
        if wasUnderWay { startQueued() }
    }

    private func expireWaiting() {
        let now = ContinuousClock.now
        guard let deadline = waitingDeadline, deadline <= now else { return }
        waitingDeadline = nil
        for transfer in Array(transfers.values) where transfer.handle == nil {
            if transfer.startDeadline <= now {
                end(transfer.id, .failure(CurlHTTPError.timedOut(transfer.phase)))
            } else {
                expectStart(of: transfer)
            }
        }
    }

    /// libcurl's limit also counts connections in use: without this, many slow ones would evict all idle ones.
    private func adjustPool() {
        ccurl_multi_set_long(
            multi, CURLMOPT_MAXCONNECTS, identifiers.count + max(1, settings.configuration.maximumIdleConnections))
    }

    private func timeout() -> Int {
        guard let next = [timer, waitingDeadline].compactMap(\.self).min() else { return -1 }
        return (next - .now).roundedUpMilliseconds
    }

    private func connectCallbacks() {
        let onSocket: ccurl_socket_callback = { _, socket, wish, context, _ in
            guard let context else { return 0 }
            Unmanaged<DriverLoop>.fromOpaque(context).takeUnretainedValue().poller.follow(wish, for: socket)
            return 0
        }
        let onTimer: ccurl_timer_callback = { _, milliseconds, context in
            guard let context else { return 0 }
            let loop = Unmanaged<DriverLoop>.fromOpaque(context).takeUnretainedValue()
            loop.timer = milliseconds < 0 ? nil : .now + .milliseconds(milliseconds)
            return 0
        }
        // Unretained is safe: the multi handle is freed before `run` returns.
        ccurl_multi_set_callbacks(multi, onSocket, onTimer, Unmanaged.passUnretained(self).toOpaque())
    }

    private func shutDown() {
        for message in messages.close() {
            if case .start(let transfer) = message { transfers[transfer.id] = transfer }
        }
        for id in Array(transfers.keys) {
            end(id, .failure(CurlHTTPError.closed))
        }
        curl_multi_cleanup(multi)
    }
}

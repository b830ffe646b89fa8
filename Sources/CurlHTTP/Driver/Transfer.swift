import CCurl
import Glibc

/// A request in progress: first queued, then possibly waiting for an address, then handed to libcurl.
final class Transfer: @unchecked Sendable {  // handed over once, through the queue; then used by one thread
    typealias Identifier = UInt64

    /// Keeps the sum with a clock's reading from overflowing.
    private static let maximumWait: Duration = .seconds(1_000_000_000)

    let id: Identifier
    let prepared: PreparedRequest
    /// Receives the content of a successful response as it arrives, on the driver's thread.
    private let onContent: (@Sendable ([UInt8]) -> Void)?
    private let started: ContinuousClock.Instant
    private var continuation: CheckedContinuation<HTTPResponse, any Error>?
    private var assembler: ResponseAssembler
    private(set) var handle: EasyHandle?

    init(
        id: Identifier, prepared: PreparedRequest, settings: TransferSettings, started: ContinuousClock.Instant,
        onContent: (@Sendable ([UInt8]) -> Void)?
    ) {
        self.id = id
        self.prepared = prepared
        self.onContent = onContent
        self.started = started
        assembler = ResponseAssembler(
            limits: .init(
                headerBytes: settings.configuration.maximumHeaderBytes,
                headerLines: settings.configuration.maximumHeaderLines,
                bodyBytes: prepared.request.maximumBodyBytes))
    }

    private var request: HTTPRequest { prepared.request }

    /// Stores the caller that waits for the response; must be called before the transfer is handed over.
    func resume(_ continuation: CheckedContinuation<HTTPResponse, any Error>) {
        self.continuation = continuation
    }

    /// The addresses of its host, once they are known; empty if the host is itself an address.
    var addresses: [String]?

    /// The phase of a transfer that has not been handed to libcurl yet.
    var phase: CurlHTTPError.Phase { addresses == nil ? .resolve : .connect }

    /// The time at which waiting for an address, or for other transfers to end, times out.
    var startDeadline: ContinuousClock.Instant {
        started + min(request.connectTimeout, request.totalTimeout, Self.maximumWait)
    }

    /// Creates the libcurl handle; the time already spent waiting counts toward both timeouts.
    ///
    /// - Parameter addresses: The host's addresses; empty if the host is itself an address.
    func makeHandle(
        settings: TransferSettings, addresses: [String], now: ContinuousClock.Instant
    ) throws(CurlHTTPError) -> EasyHandle {
        let spent = now - started
        guard spent < request.totalTimeout, spent < request.connectTimeout else {
            throw .timedOut(phase)
        }
        let handle = try EasyHandle()
        try handle.set(CURLOPT_URL, request.url)
        try handle.set(CURLOPT_CONNECTTIMEOUT_MS, (request.connectTimeout - spent).roundedUpMilliseconds)
        try handle.set(CURLOPT_TIMEOUT_MS, (request.totalTimeout - spent).roundedUpMilliseconds)
        try restrict(handle)
        try secure(handle, settings)
        try route(handle, settings, addresses)
        try setMethod(handle)
        try handle.set(CURLOPT_HTTPHEADER, list: prepared.headerLines)
        try handle.set(CURLOPT_USERAGENT, settings.configuration.userAgent)
        if request.acceptsCompression {
            try handle.set(CURLOPT_ACCEPT_ENCODING, "gzip, deflate")
        }
        try connectCallbacks(handle)
        self.handle = handle
        return handle
    }

    /// Ends the transfer: frees its handle, then resumes the caller.
    func finish(_ result: Result<HTTPResponse, any Error>) {
        handle = nil
        continuation?.resume(with: result)
        continuation = nil
    }

    /// Returns the result of the transfer that libcurl ended with `code`.
    func outcome(_ code: CURLcode) -> Result<HTTPResponse, any Error> {
        switch assembler.failure {
        case .protocolViolation(let reason):
            return .failure(CurlHTTPError.protocolViolation("\(prepared.target.origin): \(reason)"))
        case .some(let failure):
            return .failure(failure)
        case nil:
            break
        }
        guard code == CURLE_OK else {
            guard let handle else { return .failure(CurlHTTPError.closed) }
            return .failure(
                CurlHTTPError(
                    code, reason: "\(prepared.target.origin): \(handle.describe(code))",
                    reachedServer: handle.reachedServer, bodyLimit: request.maximumBodyBytes))
        }
        guard let handle else { return .failure(CurlHTTPError.closed) }
        let (status, headers) = (handle.status, handle.headers)
        if let flaw = flaw(status, headers) {
            return .failure(CurlHTTPError.protocolViolation("\(prepared.target.origin): \(flaw)"))
        }
        return .success(HTTPResponse(status: status, headers: headers, body: assembler.body))
    }

    /// Returns why something that libcurl accepts as a response is not one; `nil` if it is.
    private func flaw(_ status: Int, _ headers: [HTTPHeader]) -> String? {
        guard assembler.hasHead else { return "closed within the answer's headers" }
        // 101 Switching Protocols is a response, other interim ones are not.
        guard status == 101 || (200...599).contains(status) else { return "its status is \(status)" }
        let isNamed = headers.allSatisfy { !$0.name.isEmpty && $0.name.utf8.allSatisfy(HeaderLines.isTokenCharacter) }
        return isNamed ? nil : "a header line without a name"
    }

    private func restrict(_ handle: EasyHandle) throws(CurlHTTPError) {
        try handle.set(CURLOPT_PROTOCOLS_STR, "http,https")
        try handle.set(CURLOPT_REDIR_PROTOCOLS_STR, "http,https")
        try handle.set(CURLOPT_FOLLOWLOCATION, false)
        // One exchange per connection: with HTTP/2, one slow response could delay others on the same connection.
        try handle.set(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_1_1))
        try handle.set(CURLOPT_NOSIGNAL, true)
        try handle.set(CURLOPT_TCP_NODELAY, true)
        // Held while we wait for the peer; a response has some hundred bytes, not libcurl's 16 KiB.
        try handle.set(CURLOPT_BUFFERSIZE, 1024)
        // If libcurl ever looks up a name itself, do not wait for its thread when the transfer is cancelled.
        try handle.set(CURLOPT_QUICK_EXIT, true)
        if request.method != .head, request.maximumBodyBytes > 0 {
            try handle.setMaximumFileSize(request.maximumBodyBytes)
        }
        if !request.allowsReplay {
            try handle.set(CURLOPT_FRESH_CONNECT, true)
        }
    }

    private func secure(_ handle: EasyHandle, _ settings: TransferSettings) throws(CurlHTTPError) {
        try handle.set(CURLOPT_SSL_VERIFYPEER, true)
        try handle.set(CURLOPT_SSL_VERIFYHOST, 2)
        if let file = settings.configuration.caFile {
            try handle.set(CURLOPT_CAINFO, file)
        }
        if settings.usesSingleBundle {
            try handle.set(CURLOPT_CAPATH, nil)
        }
    }

    private func route(
        _ handle: EasyHandle, _ settings: TransferSettings, _ addresses: [String]
    ) throws(CurlHTTPError) {
        // An empty proxy keeps libcurl from reading one from the environment.
        try handle.set(CURLOPT_PROXY, settings.configuration.proxy ?? "")
        try handle.set(CURLOPT_NOPROXY, "")
        if !addresses.isEmpty {
            let target = settings.proxyTarget ?? prepared.target
            let list = addresses.joined(separator: ",")
            try handle.set(CURLOPT_RESOLVE, list: ["\(target.host):\(target.port):\(list)"])
        }
    }

    private func setMethod(_ handle: EasyHandle) throws(CurlHTTPError) {
        switch request.method {
        case .get, .delete:
            if !request.body.isEmpty { try handle.setBody(request.body) }
            if !request.body.isEmpty || request.method != .get {
                try handle.set(CURLOPT_CUSTOMREQUEST, request.method.rawValue)
            }
        case .head:
            try handle.set(CURLOPT_NOBODY, true)
        case .post:
            try handle.setBody(request.body)
        case .put, .patch:
            try handle.setBody(request.body)
            try handle.set(CURLOPT_CUSTOMREQUEST, request.method.rawValue)
        }
    }

    private func connectCallbacks(_ handle: EasyHandle) throws(CurlHTTPError) {
        // Unretained is safe: the driver keeps the transfer until libcurl has released the handle.
        let context = Unmanaged.passUnretained(self).toOpaque()
        let onHeader: ccurl_data_callback = { data, size, count, context in
            Transfer.append(data, size * count, context) { $0.assembler.append(headerLine: $1) }
        }
        let onContent: ccurl_data_callback = { data, size, count, context in
            Transfer.append(data, size * count, context) { $0.append(content: $1) }
        }
        try handle.setDataCallback(CURLOPT_HEADERFUNCTION, onHeader, CURLOPT_HEADERDATA, context)
        try handle.setDataCallback(CURLOPT_WRITEFUNCTION, onContent, CURLOPT_WRITEDATA, context)
        try handle.setSocketOptionCallback { _, socket, _ in
            // A child process must not inherit the socket: it would keep a closed connection open.
            _ = fcntl(socket, F_SETFD, FD_CLOEXEC)
            return Int32(CURL_SOCKOPT_OK)
        }
    }

    private func append(content: UnsafeRawBufferPointer) -> Bool {
        guard let onContent, let handle, (200..<300).contains(handle.status) else {
            return assembler.append(content: content)
        }
        onContent(Array(content))
        return true
    }

    private static func append(
        _ data: UnsafeMutablePointer<CChar>?, _ count: Int, _ context: UnsafeMutableRawPointer?,
        _ step: (Transfer, UnsafeRawBufferPointer) -> Bool
    ) -> Int {
        guard let context, count > 0 else { return count }
        let transfer = Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
        // Any other count aborts the transfer.
        return step(transfer, UnsafeRawBufferPointer(start: data, count: count)) ? count : 0
    }
}

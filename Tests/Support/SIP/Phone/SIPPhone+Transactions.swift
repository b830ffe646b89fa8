import NIOCore

/// A request that awaits its final response.
struct ClientTransaction {
    let continuation: CheckedContinuation<SIPMessage, any Error>
    let timer: Scheduled<Void>
}

/// A message that is sent again and again until it is answered (RFC 3261, timers A, E and G).
struct Repetition {
    let bytes: ByteBuffer
    let address: SocketAddress
    var interval: TimeAmount
    var remaining: TimeAmount
    var timer: Scheduled<Void>
}

extension SIPPhone {
    /// The key of a transaction: a CANCEL has the branch of its INVITE.
    static func key(_ message: SIPMessage) -> String {
        "\(message.branch ?? "") \(message.sequence?.method ?? "")"
    }

    /// Sends a request and waits for its final response.
    ///
    /// - Parameters:
    ///   - timeout: After it, a request without a response has failed.
    /// - Throws: ``SIPPhoneError/noResponse(phone:request:)``, or CancellationError.
    func request(_ message: SIPMessage, timeout: Duration = .seconds(120)) async throws -> SIPMessage {
        let key = Self.key(message)
        let name = message.method ?? "request"
        guard !isStopped else { throw SIPPhoneError.stopped(phone: number) }
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let timer = schedule(in: TimeAmount(timeout)) { phone in
                    phone.finish(key, .failure(SIPPhoneError.noResponse(phone: phone.number, request: name)))
                }
                transactions[key] = ClientTransaction(continuation: continuation, timer: timer)
                startRepeating(key, message, to: registrar)
            }
        } onCancel: {
            eventLoop.execute { [weak self] in
                self?.assumeIsolated { $0.finish(key, .failure(CancellationError())) }
            }
        }
    }

    /// Throws unless a final response means success.
    func require(_ response: SIPMessage, of request: String) throws(SIPPhoneError) {
        guard case .response(let status, let reason) = response.startLine, status >= 300 else { return }
        throw .refused(phone: number, request: request, status: status, reason: reason)
    }

    func finish(_ key: String, _ result: Result<SIPMessage, any Error>) {
        stopRepeating(key)
        guard let transaction = transactions.removeValue(forKey: key) else { return }
        transaction.timer.cancel()
        transaction.continuation.resume(with: result)
    }

    /// Sends a message now and repeats it after 0.5, 1, 2, 4, 4 … seconds, for 32 seconds in all.
    func startRepeating(_ key: String, _ message: SIPMessage, to address: SocketAddress) {
        stopRepeating(key)
        let bytes = ByteBuffer(string: message.serialised)
        send(bytes, to: address)
        let first = TimeAmount.milliseconds(500)
        repetitions[key] = Repetition(
            bytes: bytes, address: address, interval: first, remaining: .seconds(32),
            timer: schedule(in: first) { $0.sendAgain(key) })
    }

    func stopRepeating(_ key: String) {
        repetitions.removeValue(forKey: key)?.timer.cancel()
    }

    private func sendAgain(_ key: String) {
        guard var repetition = repetitions[key] else { return }
        repetition.remaining = repetition.remaining - repetition.interval
        guard repetition.remaining > .nanoseconds(0) else { return stopRepeating(key) }
        send(repetition.bytes, to: repetition.address)
        repetition.interval = min(repetition.interval * 2, .seconds(4))
        repetition.timer = schedule(in: repetition.interval) { $0.sendAgain(key) }
        repetitions[key] = repetition
    }

    func receive(response: SIPMessage) {
        guard let status = response.status, let (_, method) = response.sequence else { return }
        let key = Self.key(response)
        if method == "INVITE", let call = response.callID.flatMap({ calls[$0] }) {
            receive(inviteResponse: response, status: status, for: call)
        }
        if status >= 200 { finish(key, .success(response)) }
    }

    /// A new request outside a dialog, or the first of one.
    func makeRequest(
        _ method: String, uri: String, from: String, to: String, callID: String, sequence: Int,
        branch: String = SIPPhone.randomToken(), body: String = ""
    ) -> SIPMessage {
        var request = SIPMessage(request: method, uri: uri, body: body)
        request.append("Via", "SIP/2.0/UDP \(hostAndPort);branch=z9hG4bK\(branch);rport")
        request.append("Max-Forwards", "70")
        request.append("From", from)
        request.append("To", to)
        request.append("Call-ID", callID)
        request.append("CSeq", "\(sequence) \(method)")
        request.append("Contact", contact)
        request.append("Allow", Self.allowedMethods)
        if !body.isEmpty { request.append("Content-Type", "application/sdp") }
        return request
    }

    static let allowedMethods = "INVITE, ACK, CANCEL, BYE, OPTIONS, NOTIFY, REFER, INFO"

    func makeResponse(
        to request: SIPMessage, status: Int, to toValue: String? = nil, body: String = "",
        contact elsewhere: String? = nil
    ) -> SIPMessage {
        var response = SIPMessage(status: status, reason: Self.reason(status), body: body)
        for name in ["Via", "Record-Route"] {
            for value in request.values(of: name) { response.append(name, value) }
        }
        for name in ["From", "Call-ID", "CSeq"] {
            if let value = request[name] { response.append(name, value) }
        }
        response.append("To", toValue ?? request["To"] ?? "")
        response.append("Contact", elsewhere ?? contact)
        response.append("Allow", Self.allowedMethods)
        if !body.isEmpty { response.append("Content-Type", "application/sdp") }
        return response
    }

    private static func reason(_ status: Int) -> String {
        let reasons = [
            100: "Trying", 180: "Ringing", 200: "OK", 302: "Moved Temporarily", 400: "Bad Request", 404: "Not Found",
            405: "Method Not Allowed", 480: "Temporarily Unavailable", 481: "Call/Transaction Does Not Exist",
            482: "Loop Detected", 486: "Busy Here", 487: "Request Terminated", 488: "Not Acceptable Here",
            500: "Server Internal Error", 503: "Service Unavailable", 600: "Busy Everywhere", 603: "Decline",
        ]
        return reasons[status] ?? "Status \(status)"
    }
}

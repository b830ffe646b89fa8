import NIOCore

extension SIPPhone {
    func add(_ call: SIPCall) {
        calls[call.callID] = call
        callOrder.append(call.callID)
        openCalls.insert(call.callID)
    }

    /// Ends a call on this side, once.
    func end(_ call: SIPCall, _ kind: SIPPhoneEvent.Kind) {
        guard !call.isOver else { return }
        call.state = .ended
        let callID = call.callID
        openCalls.remove(callID)
        release(call)
        if call.media == nil {
            // Under load a phone refuses thousands of calls. It must know each one's retransmissions, but not for ever:
            // after 32 seconds the PBX has given up (RFC 3261, timer B).
            call.pending = schedule(in: .seconds(33)) { $0.calls[callID] = nil }
        }
        emit(kind, callID)
    }

    /// Lets go of a call's timers and socket; its recording stays.
    func release(_ call: SIPCall) {
        call.pending?.cancel()
        call.mediaChannel?.close(promise: nil)
        call.mediaChannel = nil
    }

    /// Hangs up the current call, whatever its state: refuses it, cancels it, or ends it and waits for the
    /// confirmation.
    ///
    /// - Throws: ``SIPPhoneError`` when there is no call, or the PBX does not answer.
    public func hangUp() async throws {
        guard let call = currentCall else { throw noCall("hang up") }
        try await hangUp(call)
    }

    func hangUp(_ call: SIPCall, timeout: Duration = .seconds(120)) async throws {
        switch call.state {
        case .ended:
            return
        case .inviting, .ringing:
            if call.isIncoming { return reject(call, status: 603) }
            try await cancel(call, timeout: timeout)
        case .accepted, .established:
            call.isHungUp = true
            let goodbye = makeRequest(in: call, "BYE")
            end(call, .ended(byPeer: false))
            // The peer may have hung up at the same moment and know the call no more: 481 is as good.
            _ = try await request(goodbye, timeout: timeout)
        }
    }

    /// Puts the peer on hold: it is asked to be heard no more, and hears nothing from here.
    ///
    /// - Throws: ``SIPPhoneError``.
    public func hold() async throws { try await setHold(true) }

    /// Takes the peer back.
    ///
    /// - Throws: ``SIPPhoneError``.
    public func unhold() async throws { try await setHold(false) }

    private func setHold(_ isOnHold: Bool) async throws {
        guard let call = currentCall, call.state == .established else { throw noCall("hold") }
        try require(await request(makeHoldRequest(call, isOnHold)), of: "INVITE (hold)")
    }

    /// Holds a call because another is being answered; nobody waits for the response.
    func holdQuietly(_ call: SIPCall) {
        guard call.state == .established, !call.isOnHold else { return }
        let request = makeHoldRequest(call, true)
        startRepeating(Self.key(request), request, to: registrar)
    }

    private func makeHoldRequest(_ call: SIPCall, _ isOnHold: Bool) -> SIPMessage {
        call.isOnHold = isOnHold
        call.media?.isSending = !isOnHold
        let request = makeRequest(in: call, "INVITE", body: describe(call, isAnswer: false))
        call.outgoingInvite = request
        return request
    }

    /// Transfers the peer to another number (REFER) and, once the PBX has reported success, leaves the call.
    ///
    /// - Parameters:
    ///   - number: Where the peer goes.
    ///   - timeout: For the PBX's report.
    /// - Throws: ``SIPPhoneError`` when the PBX refuses, or the transfer fails.
    public func refer(to number: String, timeout: Duration = .seconds(120)) async throws {
        guard let call = currentCall else { throw noCall("transfer") }
        try await refer(call, to: "sip:\(number)@\(domain)", timeout: timeout)
    }

    /// Transfers the peer of one call to that of another, which the phone leaves as well (RFC 5589, attended transfer).
    ///
    /// - Parameters:
    ///   - callID: Whose peer goes.
    ///   - otherID: In whose place.
    ///   - timeout: For the PBX's report.
    /// - Throws: ``SIPPhoneError`` when the PBX refuses, or the transfer fails.
    public func transfer(_ callID: String, to otherID: String, timeout: Duration = .seconds(120)) async throws {
        guard let call = calls[callID], let other = calls[otherID] else { throw noCall("transfer") }
        let tags = [other.remote, other.local].map { $0.split(separator: "tag=").last ?? "" }
        let dialog = "\(otherID);to-tag=\(tags[0]);from-tag=\(tags[1])"
            .replacing(";", with: "%3B").replacing("=", with: "%3D").replacing("@", with: "%40")
        try await refer(call, to: "sip:\(number)@\(domain)?Replaces=\(dialog)", timeout: timeout)
        if !other.isOver { try await hangUp(other) }
    }

    private func refer(_ call: SIPCall, to target: String, timeout: Duration) async throws {
        guard call.state == .established else { throw noCall("transfer") }
        let callID = call.callID
        var message = makeRequest(in: call, "REFER")
        message.append("Refer-To", "<\(target)>")
        message.append("Referred-By", contact)
        try require(await request(message), of: "REFER")
        let status = try await wait(for: "the transfer's outcome", timeout: timeout) { phone in
            phone.outcomeOfTransfer(callID)
        }
        guard status < 300 else {
            throw SIPPhoneError.refused(phone: self.number, request: "the transfer", status: status, reason: "")
        }
        if !call.isOver { try await hangUp(call) }
    }

    private func outcomeOfTransfer(_ callID: String) -> Int? {
        for event in history where event.callID == callID {
            if case .transferred(let status) = event.kind, status >= 200 { return status }
        }
        return nil
    }

    /// A request within a call's dialog.
    func makeRequest(in call: SIPCall, _ method: String, body: String = "") -> SIPMessage {
        call.localSequence += 1
        return makeRequest(
            method, uri: call.target, from: call.local, to: call.remote, callID: call.callID,
            sequence: call.localSequence, body: body)
    }
}

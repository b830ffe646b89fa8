import NIOCore

extension SIPPhone {
    /// Dials a number and waits until the call is answered or has failed.
    ///
    /// - Parameters:
    ///   - number: An extension, a request code such as `*5003`, or any other number.
    ///   - timeout: When it has passed, the call is cancelled.
    /// - Returns: The final SIP status: 200 when the call stands, 486 busy, 603 declined …
    /// - Throws: ``SIPPhoneError`` when the PBX does not answer in time.
    @discardableResult
    public func dial(_ number: String, timeout: Duration = .seconds(120)) async throws -> Int {
        let callID = Self.randomToken()
        let uri = "sip:\(number)@\(domain)"
        let name = displayName.filter { $0 != "\"" && $0 != "\\" && !$0.isNewline }
        let local = "\"\(name)\" <sip:\(self.number)@\(domain)>;tag=\(Self.randomToken())"
        let draft = makeRequest("INVITE", uri: uri, from: local, to: "<\(uri)>", callID: callID, sequence: 1)
        let call = SIPCall(
            callID: callID, isIncoming: false, invite: draft, peer: registrar, local: local, remote: "<\(uri)>",
            target: uri, sequence: 1)
        add(call)
        let channel = try await bindMedia(for: callID).get()
        attach(channel, to: call)

        var invite = draft
        invite.body = describe(call, isAnswer: false)
        invite.append("Content-Type", "application/sdp")
        call.outgoingInvite = invite
        do {
            let response = try await request(invite, timeout: timeout)
            let status = response.status ?? 500
            if status >= 300 { end(call, .rejected(status: status)) }
            return status
        } catch {
            // Nobody waits for the call any more, be it for lack of time or because the test was cancelled.
            sendCancel(call)
            end(call, .ended(byPeer: false))
            throw error
        }
    }

    /// Dials a number, which must be answered.
    ///
    /// - Throws: ``SIPPhoneError/refused(phone:request:status:reason:)`` with the status of a call that was not.
    public func call(_ number: String) async throws {
        let status = try await dial(number)
        guard status == 200 else {
            throw SIPPhoneError.refused(
                phone: self.number, request: "a call to \(number)", status: status,
                reason: history.suffix(20).map(\.summary).joined(separator: ", "))
        }
    }

    func cancel(_ call: SIPCall, timeout: Duration) async throws {
        guard let request = makeCancel(call) else { return }
        call.isHungUp = true
        _ = try await self.request(request, timeout: timeout)
        let callID = call.callID
        try await wait(for: "the end of the cancelled call", timeout: timeout) { phone -> Void? in
            phone.calls[callID]?.isOver == false ? nil : ()
        }
    }

    private func sendCancel(_ call: SIPCall) {
        guard let request = makeCancel(call) else { return }
        call.isHungUp = true
        startRepeating(Self.key(request), request, to: registrar)
    }

    private func makeCancel(_ call: SIPCall) -> SIPMessage? {
        guard let invite = call.outgoingInvite, case .request(_, let uri) = invite.startLine else { return nil }
        var request = SIPMessage(request: "CANCEL", uri: uri)
        for name in ["Via", "Max-Forwards", "From", "To", "Call-ID"] { request.append(name, invite[name] ?? "") }
        request.append("CSeq", "\(invite.sequence?.number ?? 1) CANCEL")
        return request
    }

    /// Any response to an INVITE or re-INVITE of ours.
    func receive(inviteResponse response: SIPMessage, status: Int, for call: SIPCall) {
        guard let invite = call.outgoingInvite, invite.sequence?.number == response.sequence?.number else { return }
        let isFirst = !call.isIncoming && (call.state == .inviting || call.state == .ringing)
        if isFirst, let to = response["To"], response.to?.tag != nil { call.remote = to }
        if isFirst || call.isActive, status < 300, !response.body.isEmpty,
            let answer = SessionDescription(parsing: response.body)
        {
            apply(answer, to: call)
        }
        switch status {
        case ..<200:
            // From here on only the PBX repeats itself (RFC 3261, section 17.1.1.2).
            stopRepeating(Self.key(invite))
            if isFirst, call.state == .inviting, status == 180 || status == 183 {
                call.state = .ringing
                emit(.ringing, call.callID)
            }
        case 200..<300:
            acknowledge(response, of: invite, in: call)
            if isFirst {
                call.state = .established
                startSpeaking(call)
                emit(.answered, call.callID)
            }
            // It was answered while our CANCEL was on its way.
            if call.isHungUp, !call.hasSaidGoodbye {
                call.hasSaidGoodbye = true
                let goodbye = makeRequest(in: call, "BYE")
                startRepeating(Self.key(goodbye), goodbye, to: registrar)
                end(call, .ended(byPeer: false))
            }
        default:
            refuse(response, of: invite)
        }
    }

    private func acknowledge(_ response: SIPMessage, of invite: SIPMessage, in call: SIPCall) {
        if let contact = response.contact { call.target = contact.uri }
        let request = makeRequest(
            "ACK", uri: call.target, from: call.local, to: response["To"] ?? call.remote, callID: call.callID,
            sequence: invite.sequence?.number ?? 1)
        send(request, to: registrar)
    }

    /// The ACK of a failure belongs to the INVITE's own transaction.
    private func refuse(_ response: SIPMessage, of invite: SIPMessage) {
        guard case .request(_, let uri) = invite.startLine else { return }
        var request = SIPMessage(request: "ACK", uri: uri)
        for name in ["Via", "Max-Forwards", "From", "Call-ID"] { request.append(name, invite[name] ?? "") }
        request.append("To", response["To"] ?? "")
        request.append("CSeq", "\(invite.sequence?.number ?? 1) ACK")
        send(request, to: registrar)
    }
}

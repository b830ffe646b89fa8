import NIOCore

extension SIPPhone {
    func receive(request: SIPMessage, from address: SocketAddress) {
        guard let callID = request.callID, let (number, method) = request.sequence, method == request.method,
            request["Via"] != nil, request.from != nil, request.to != nil
        else {
            // Without these there is nobody to answer to.
            return
        }
        if method == "INVITE" { return receive(invite: request, callID: callID, sequence: number, from: address) }
        guard behaviour != .silent else { return }
        let call = calls[callID]
        switch method {
        case "ACK":
            receive(acknowledgement: request, sequence: number, for: call)
        case "CANCEL":
            receive(cancellation: request, sequence: number, for: call, from: address)
        case "BYE":
            guard let call else { return send(makeResponse(to: request, status: 481), to: address) }
            send(makeResponse(to: request, status: 200), to: address)
            end(call, .ended(byPeer: true))
        case "NOTIFY":
            send(makeResponse(to: request, status: call == nil ? 481 : 200), to: address)
            reportTransfer(request)
        case "OPTIONS", "INFO":
            send(makeResponse(to: request, status: 200), to: address)
        default:
            send(makeResponse(to: request, status: 405), to: address)
        }
    }

    private func receive(invite: SIPMessage, callID: String, sequence: Int, from address: SocketAddress) {
        if let call = calls[callID] {
            if call.isIncoming, sequence == call.remoteSequence {
                if let last = call.lastResponse { send(last, to: address) }
            } else if call.isActive {
                receive(reinvite: invite, sequence: sequence, for: call, from: address)
            } else if behaviour != .silent {
                send(makeResponse(to: invite, status: call.isOver ? 481 : 482), to: address)
            }
            return
        }
        guard let from = invite["From"], let to = invite["To"], invite.to?.tag == nil else {
            if behaviour != .silent { send(makeResponse(to: invite, status: 481), to: address) }
            return
        }
        let isBusy = !openCalls.isEmpty
        let call = SIPCall(
            callID: callID, isIncoming: true, invite: invite, peer: address, local: "\(to);tag=\(Self.randomToken())",
            remote: from, target: invite.contact?.uri ?? invite.from?.uri ?? "", sequence: sequence)
        add(call)
        rings += 1
        let incoming = SIPIncomingCall(invite, callID: callID, at: .now)
        unclaimedCalls.append(incoming)
        emit(.invited(incoming), callID)
        guard behaviour != .silent else { return }
        respond(to: call, status: 100)
        if isBusy && !hasCallWaiting {
            reject(call, status: 486)
        } else {
            behave(with: call)
        }
    }

    private func behave(with call: SIPCall) {
        let callID = call.callID
        switch behaviour {
        case .silent:
            break
        case .ring:
            ring(call)
        case .answer(let milliseconds) where milliseconds <= 0:
            accept(call)
        case .answer(let milliseconds):
            ring(call)
            call.pending = schedule(in: .milliseconds(Int64(milliseconds))) { phone in
                if let call = phone.calls[callID] { phone.accept(call) }
            }
        case .wakeUp(let ringing, let answering):
            call.pending = schedule(in: .milliseconds(Int64(ringing))) { phone in
                guard let call = phone.calls[callID], call.state == .inviting else { return }
                phone.ring(call)
                call.pending = phone.schedule(in: .milliseconds(Int64(max(0, answering - ringing)))) { phone in
                    if let call = phone.calls[callID] { phone.accept(call) }
                }
            }
        case .redirect(let number):
            respond(to: call, status: 302, contact: "<sip:\(number)@\(domain)>")
            end(call, .rejected(status: 302))
        case .reject(let status, let milliseconds) where milliseconds <= 0:
            reject(call, status: status)
        case .reject(let status, let milliseconds):
            ring(call)
            call.pending = schedule(in: .milliseconds(Int64(milliseconds))) { phone in
                if let call = phone.calls[callID] { phone.reject(call, status: status) }
            }
        }
    }

    /// Answers the call that rings.
    ///
    /// - Throws: ``SIPPhoneError/noCall(phone:action:)`` when none does.
    public func answer() throws {
        guard let call = currentCall, call.isIncoming, call.state == .ringing else { throw noCall("answer") }
        accept(call)
    }

    private func ring(_ call: SIPCall) {
        call.state = .ringing
        respond(to: call, status: 180)
        emit(.ringing, call.callID)
    }

    private func accept(_ call: SIPCall) {
        guard call.state == .inviting || call.state == .ringing else { return }
        if !call.invite.body.isEmpty {
            guard let offer = SessionDescription(parsing: call.invite.body), offer.offersMuLaw else {
                return reject(call, status: 488)
            }
            call.remoteDescription = offer
        }
        openMedia(for: call) { phone, call in
            guard call.state == .inviting || call.state == .ringing else { return }
            for other in phone.calls.values where other !== call && other.isActive { phone.holdQuietly(other) }
            call.state = .accepted
            phone.respond(to: call, status: 200, body: phone.describe(call, isAnswer: true))
            phone.startSpeaking(call)
        }
    }

    func reject(_ call: SIPCall, status: Int) {
        guard call.state == .inviting || call.state == .ringing else { return }
        respond(to: call, status: status)
        end(call, .rejected(status: status))
    }

    /// Responds to the INVITE with which the call began. A final response is repeated until its ACK.
    private func respond(to call: SIPCall, status: Int, body: String = "", contact: String? = nil) {
        let response = makeResponse(
            to: call.invite, status: status, to: status == 100 ? nil : call.local, body: body, contact: contact)
        call.lastResponse = response
        if status >= 200 {
            startRepeating(finalKey(call, call.remoteSequence), response, to: call.peer)
        } else {
            send(response, to: call.peer)
        }
    }

    private func finalKey(_ call: SIPCall, _ sequence: Int) -> String { "final \(call.callID) \(sequence)" }

    private func receive(acknowledgement: SIPMessage, sequence: Int, for call: SIPCall?) {
        guard let call else { return }
        stopRepeating(finalKey(call, sequence))
        if !acknowledgement.body.isEmpty, let answer = SessionDescription(parsing: acknowledgement.body) {
            apply(answer, to: call)
        }
        if call.state == .accepted {
            call.state = .established
            emit(.answered, call.callID)
        }
    }

    private func receive(
        cancellation: SIPMessage, sequence: Int, for call: SIPCall?, from address: SocketAddress
    ) {
        guard let call, call.isIncoming, sequence == call.remoteSequence else {
            return send(makeResponse(to: cancellation, status: 481), to: address)
        }
        send(makeResponse(to: cancellation, status: 200, to: call.local), to: address)
        guard call.state == .inviting || call.state == .ringing else { return }  // too late: it was answered or refused
        respond(to: call, status: 487)
        end(call, .cancelled)
    }

    private func receive(reinvite: SIPMessage, sequence: Int, for call: SIPCall, from address: SocketAddress) {
        guard behaviour != .silent else { return }
        if !reinvite.body.isEmpty {
            guard let offer = SessionDescription(parsing: reinvite.body), offer.offersMuLaw else {
                return send(makeResponse(to: reinvite, status: 488, to: call.local), to: address)
            }
            apply(offer, to: call)
        }
        // So that a retransmission is recognised.
        let isNew = sequence != call.remoteSequence || !call.isIncoming
        call.remoteSequence = sequence
        if let contact = reinvite.contact { call.target = contact.uri }
        let body = describe(call, isAnswer: !reinvite.body.isEmpty)
        let response = makeResponse(to: reinvite, status: 200, to: call.local, body: body)
        call.lastResponse = response
        startRepeating(finalKey(call, sequence), response, to: address)
        if isNew {
            let direction = call.remoteDescription?.direction ?? .sendrecv
            emit(.changed(isHeld: direction == .sendonly || direction == .inactive), call.callID)
        }
    }

    /// The report of a REFER's progress is a piece of a SIP response (RFC 3515, section 2.4.5).
    private func reportTransfer(_ notification: SIPMessage) {
        guard let callID = notification.callID, notification["Event"]?.lowercased().hasPrefix("refer") == true,
            let report = try? SIPMessage(parsing: Array(notification.body.utf8)), let status = report.status
        else { return }
        emit(.transferred(status: status), callID)
    }
}

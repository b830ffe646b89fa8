import NIOCore

extension SIPPhone {
    func bindMedia(for callID: String) -> EventLoopFuture<any Channel> {
        bind { phone, envelope in
            phone.calls[callID]?.media?.receive(Array(envelope.data.readableBytesView), at: .now)
        }
    }

    /// Binds an incoming call's RTP socket and then goes on.
    func openMedia(for call: SIPCall, then proceed: @escaping @Sendable (isolated SIPPhone, SIPCall) -> Void) {
        let callID = call.callID
        bindMedia(for: callID).whenComplete { [weak self] result in
            guard let self else {
                if case .success(let channel) = result { channel.close(promise: nil) }
                return
            }
            self.assumeIsolated { phone in
                guard let call = phone.calls[callID] else { return }
                switch result {
                case .success(let channel):
                    guard !call.isOver, call.mediaChannel == nil else { return channel.close(promise: nil) }
                    phone.attach(channel, to: call)
                    proceed(phone, call)
                case .failure:
                    phone.reject(call, status: 500)
                }
            }
        }
    }

    func attach(_ channel: any Channel, to call: SIPCall) {
        call.mediaChannel = channel
        call.media = RTPSession(loop: loop)
        if let description = call.remoteDescription { apply(description, to: call) }
    }

    /// This phone's side of the session.
    ///
    /// - Parameter isAnswer: Whether the peer has offered its own. Who offers after a hold wants both directions again,
    ///   whatever the answer to the hold was.
    func describe(_ call: SIPCall, isAnswer: Bool) -> String {
        call.sessionVersion += 1
        let offered = call.remoteDescription
        let answer = isAnswer ? offered?.direction.answer : nil
        let direction: SessionDescription.Direction = call.isOnHold ? .sendonly : answer ?? .sendrecv
        let description = SessionDescription(
            address: "127.0.0.1", port: call.mediaChannel?.localAddress?.port ?? 9,
            telephoneEvent: offered == nil ? 101 : offered?.telephoneEvent, direction: direction)
        return description.serialised(user: number, version: call.sessionVersion)
    }

    /// Takes over where the peer wants its audio, and whether it wants any.
    func apply(_ description: SessionDescription, to call: SIPCall) {
        call.remoteDescription = description
        call.mediaPeer = try? SocketAddress(ipAddress: description.address, port: description.port)
        call.media?.telephoneEvent = description.telephoneEvent.flatMap { UInt8(exactly: $0) }
        let wantsAudio = description.direction == .sendrecv || description.direction == .recvonly
        call.media?.isSending = wantsAudio && !call.isOnHold
    }

    func startSpeaking(_ call: SIPCall) {
        guard frames == nil else { return }
        nextFrame = .now()
        speak()
    }

    /// One packet a call every 20 ms, paced by the clock and not by the time that sending takes.
    private func speak() {
        let speaking = openCalls.compactMap { calls[$0] }.filter(\.isActive)
        guard !speaking.isEmpty else {
            frames = nil
            return
        }
        let now = NIODeadline.now()
        let interval = TimeAmount.milliseconds(20)
        var due = 0
        // After a long pause of the machine, no more than 200 ms are made up for in a burst.
        while nextFrame <= now, due < 10 {
            nextFrame = nextFrame + interval
            due += 1
        }
        for call in speaking { send(packets: due, of: call) }
        // An event loop runs all timers that are due before it reads a socket again: a timer that is always late on a
        // machine that is too slow would leave the phone deaf.
        nextFrame = max(nextFrame, .now() + .milliseconds(10))
        frames = eventLoop.scheduleTask(deadline: nextFrame) { [weak self] in
            self?.assumeIsolated { $0.speak() }
        }
    }

    private func send(packets count: Int, of call: SIPCall) {
        for _ in 0..<count {
            guard let packet = call.media?.nextPacket(), let peer = call.mediaPeer else { continue }
            call.mediaChannel?.writeAndFlush(
                AddressedEnvelope(remoteAddress: peer, data: ByteBuffer(bytes: packet.serialised)), promise: nil)
        }
    }
}

import NIOCore
import NIOPosix

extension SIPPhone {
    func open() async throws {
        socket = try await bind { phone, envelope in
            phone.receive(envelope.data, from: envelope.remoteAddress)
        }.get()
    }

    /// Binds a socket to a free port of 127.0.0.1.
    func bind(
        receiving: @escaping @Sendable (isolated SIPPhone, AddressedEnvelope<ByteBuffer>) -> Void
    ) -> EventLoopFuture<any Channel> {
        DatagramBootstrap(group: eventLoop)
            // An INVITE with many headers is longer than the 2048 bytes of NIO's default.
            .channelOption(.recvAllocator, value: FixedSizeRecvByteBufferAllocator(capacity: 16_384))
            .channelInitializer { [weak self] channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(
                        DatagramReceiver { envelope in
                            self?.assumeIsolated { receiving($0, envelope) }
                        })
                }
            }
            .bind(host: "127.0.0.1", port: 0)
    }

    /// The address of this phone's socket, as SIP writes it.
    var hostAndPort: String { "127.0.0.1:\(socket?.localAddress?.port ?? 0)" }
    var contact: String { "<sip:\(number)@\(hostAndPort)>" }
    /// The host part of URIs: the PBX.
    var domain: String { "127.0.0.1:\(registrar.port ?? 5060)" }

    func send(_ message: SIPMessage, to address: SocketAddress) {
        send(ByteBuffer(string: message.serialised), to: address)
    }

    func send(_ bytes: ByteBuffer, to address: SocketAddress) {
        socket?.writeAndFlush(AddressedEnvelope(remoteAddress: address, data: bytes), promise: nil)
    }

    private func receive(_ buffer: ByteBuffer, from address: SocketAddress) {
        // What is no SIP (keep-alives, rubbish) is passed over, as a phone does.
        guard !isStopped, let message = try? SIPMessage(parsing: buffer.readableBytesView) else { return }
        if message.method != nil {
            receive(request: message, from: address)
        } else {
            receive(response: message)
        }
    }
}

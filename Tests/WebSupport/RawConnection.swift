import HTTPTypes
import NIOCore
import NIOPosix
public import NIOSSL

/// One TCP connection, spoken to in plain bytes: what no well-behaved client library would send can be sent.
public struct RawConnection {
    public struct Closed: Error {}

    private var inbound: NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator
    private let outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>
    private let channel: any Channel
    private var unread = ByteBuffer()

    private init(
        inbound: NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator,
        outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>, channel: any Channel
    ) {
        self.inbound = inbound
        self.outbound = outbound
        self.channel = channel
    }

    /// What the server has shown, once something has come through TLS.
    public func certificate() async throws -> NIOSSLCertificate? {
        try await channel.nioSSL_peerCertificate().get()
    }

    /// - Parameter tls: speaks through it; `nil` speaks plainly.
    public static func open<Value: Sendable>(
        port: Int, tls: TLSConfiguration? = nil, _ body: (inout RawConnection) async throws -> Value
    ) async throws -> Value {
        let context = try tls.map { try NIOSSLContext(configuration: $0) }
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connect(host: "127.0.0.1", port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    if let context {
                        try channel.pipeline.syncOperations.addHandler(
                            NIOSSLClientHandler(context: context, serverHostname: "localhost"))
                    }
                    return try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                }
            }
        return try await channel.executeThenClose { inbound, outbound in
            var connection = RawConnection(
                inbound: inbound.makeAsyncIterator(), outbound: outbound, channel: channel.channel)
            return try await body(&connection)
        }
    }

    public func send(_ text: String) async throws {
        try await outbound.write(ByteBuffer(string: text))
    }

    /// Reads one answer.
    ///
    /// - Parameter hasBody: false for the answer to a HEAD.
    public mutating func answer(hasBody: Bool = true) async throws -> Answer {
        let lines = try await head().split(separator: "\r\n")
        guard let status = lines.first?.split(separator: " ").dropFirst().first.flatMap({ Int($0) }) else {
            throw Closed()
        }
        var headers = HTTPFields()
        for line in lines.dropFirst() {
            let parts = line.split(separator: ":", maxSplits: 1)
            guard parts.count == 2, let name = HTTPField.Name(String(parts[0])) else { throw Closed() }
            headers.append(HTTPField(name: name, value: String(parts[1].drop { $0 == " " })))
        }
        let length = hasBody && status != 304 ? headers[.contentLength].flatMap { Int($0) } ?? 0 : 0
        while unread.readableBytes < length { try await more() }
        return Answer(status: status, headers: headers, body: unread.readBytes(length: length) ?? [])
    }

    /// Reads until the server closes the connection.
    public mutating func rest() async throws -> [UInt8] {
        while var buffer = try await inbound.next() { unread.writeBuffer(&buffer) }
        return unread.readBytes(length: unread.readableBytes) ?? []
    }

    /// Whether the server closes the connection without another byte.
    public mutating func isClosedByServer() async throws -> Bool {
        guard unread.readableBytes == 0 else { return false }
        return try await inbound.next() == nil
    }

    private mutating func head() async throws -> String {
        while true {
            let view = unread.readableBytesView
            if let end = view.firstRange(of: Array("\r\n\r\n".utf8)) {
                let head = String(decoding: view[view.startIndex..<end.lowerBound], as: UTF8.self)
                unread.moveReaderIndex(forwardBy: view.distance(from: view.startIndex, to: end.upperBound))
                return head
            }
            try await more()
        }
    }

    private mutating func more() async throws {
        guard var buffer = try await inbound.next() else { throw Closed() }
        unread.writeBuffer(&buffer)
    }
}

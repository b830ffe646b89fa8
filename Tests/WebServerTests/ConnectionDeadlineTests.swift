import HTTPTypes
import HummingbirdCore
import Logging
import NIOCore
import NIOEmbedded
import NIOHTTP1
import NIOHTTPTypes
import NIOHTTPTypesHTTP1
import Testing

@testable import WebServer

/// On a clock that the tests turn: what is slow is decided by it alone.
@Suite("The deadlines of a connection")
struct ConnectionDeadlineTests {
    private let channel = EmbeddedChannel()
    private let callsForHelp = HelpAdmission()
    private var loop: EmbeddedEventLoop { channel.embeddedEventLoop }
    private static let limits = ServerLimits(
        headerTime: .seconds(10), bodyTime: .seconds(30), bodyBytes: 1 << 20, writeTime: .seconds(30))

    init() throws {
        let pipeline = channel.pipeline.syncOperations
        let slowClients = SlowClientHandler(Self.limits, logger: Logger(label: "test"))
        try pipeline.addHandler(slowClients)
        try pipeline.configureHTTPServerPipeline(withPipeliningAssistance: false, withErrorHandling: false)
        try pipeline.addHandler(HTTP1ToHTTPServerCodec(secure: false))
        try pipeline.addHandler(
            RequestGuard(
                slowClients, bodyLimit: Self.limits.bodyBytes, callsForHelp: callsForHelp,
                logger: Logger(label: "test")))
        try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
    }

    private func send(_ text: String) throws {
        try channel.writeInbound(ByteBuffer(string: text))
    }

    /// What the server has sent.
    private func sent() throws -> String {
        var text = ""
        while let buffer = try channel.readOutbound(as: ByteBuffer.self) { text += String(buffer: buffer) }
        return text
    }

    private func answer() throws {
        try channel.writeOutbound(
            HTTPResponsePart.head(HTTPResponse(status: .ok, headerFields: [.contentLength: "0"])))
        try channel.writeOutbound(HTTPResponsePart.end(nil))
    }

    @Test("A client that says nothing is hung up on after the time for a header, and no sooner")
    func silence() throws {
        loop.advanceTime(by: .seconds(9))
        #expect(channel.isActive)
        loop.advanceTime(by: .seconds(1))
        #expect(!channel.isActive)
        #expect(try sent().isEmpty)
    }

    @Test("A header that dribbles in wins no time by its bytes, and is answered 408")
    func dribbledHeader() throws {
        try send("GET /livez HTTP/1.1\r\nX: ")
        for _ in 0..<10 {
            #expect(channel.isActive)
            try send("x")
            loop.advanceTime(by: .seconds(1))
        }
        #expect(!channel.isActive)
        #expect(try sent().hasPrefix("HTTP/1.1 408 Request Timeout\r\n"))
    }

    @Test("The header of a later request has the same time, from its first byte on")
    func laterHeader() throws {
        try send("GET /livez HTTP/1.1\r\nHost: x\r\n\r\n")
        try answer()
        // Between two requests nothing is waited for: that is the idle timeout's.
        loop.advanceTime(by: .seconds(50))
        #expect(channel.isActive)
        try send("GET")
        loop.advanceTime(by: .seconds(9))
        #expect(channel.isActive)
        loop.advanceTime(by: .seconds(1))
        #expect(!channel.isActive)
    }

    @Test("A body that dribbles in wins no time by its bytes: whoever reads it is told, and the connection ends")
    func dribbledBody() throws {
        try send("POST /v1/help-requests HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n")
        loop.advanceTime(by: .seconds(29))
        for _ in 0..<20 { try send("x") }
        #expect(throws: Never.self) { try channel.throwIfErrorCaught() }
        loop.advanceTime(by: .seconds(1))
        #expect(throws: RequestFault.slowBody) { try channel.throwIfErrorCaught() }
        loop.advanceTime(by: .seconds(5))
        #expect(!channel.isActive)
    }

    @Test("A large body that comes at a fair rate has the time that it takes")
    func largeBody() throws {
        try send("POST /v1/sounds HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\n")
        let second = String(repeating: "x", count: ServerLimits.bytesPerSecond)
        for _ in 0..<15 {
            try send(second)
            // Slower than the rate, but with the time for any body to spend.
            loop.advanceTime(by: .seconds(2))
        }
        #expect(throws: Never.self) { try channel.throwIfErrorCaught() }
        #expect(channel.isActive)
    }

    @Test("A body that is larger than any may be is not read on")
    func oversizedBody() throws {
        try send("POST /v1/sounds HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n")
        let chunk = String(repeating: "x", count: 1 << 19)
        for _ in 0..<2 { try send("80000\r\n\(chunk)\r\n") }
        #expect(throws: Never.self) { try channel.throwIfErrorCaught() }
        #expect(throws: RequestFault.largeBody(limit: 1 << 20)) { try send("1\r\nx\r\n") }
    }

    @Test("An answer that takes long to be made is waited for")
    func slowAnswer() throws {
        try send("GET /livez HTTP/1.1\r\nHost: x\r\n\r\n")
        loop.advanceTime(by: .hours(1))
        #expect(channel.isActive)
        try answer()
        #expect(channel.isActive)
    }

    @Test("A call for help is under way from the answer to what its connection has asked before it to its own answer")
    func callForHelp() throws {
        try send("GET /livez HTTP/1.1\r\nHost: x\r\n\r\n")
        #expect(callsForHelp.underWay == 0)
        try send("POST /v1/help-requests HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n")
        #expect(callsForHelp.underWay == 0)
        try send("{}")
        #expect(callsForHelp.underWay == 0)
        try answer()
        #expect(callsForHelp.underWay == 1)
        try answer()
        #expect(callsForHelp.underWay == 0)
    }

    @Test("A call for help whose connection ends is under way no more")
    func lostCallForHelp() throws {
        try send("POST /v1/help-requests HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}")
        #expect(callsForHelp.underWay == 1)
        try channel.close().wait()
        #expect(callsForHelp.underWay == 0)
    }

    @Test("A client that does not take what was written is hung up on, however little else is written meanwhile")
    func slowReader() throws {
        var deadline = ConnectionDeadline(Self.limits)
        let start = NIODeadline.uptimeNanoseconds(0)
        deadline.written(1000, at: start)
        for second in 1..<30 {
            deadline.written(10, at: start + .seconds(Int64(second)))
            #expect(deadline.timeout(at: start + .seconds(Int64(second))) == nil)
        }
        #expect(deadline.timeout(at: start + .seconds(30)) == .write)
        // What was taken counts, and much takes longer.
        deadline.taken(1290, at: start + .seconds(29))
        #expect(deadline.next == nil)
        deadline.written(10 * ServerLimits.bytesPerSecond, at: start)
        #expect(deadline.timeout(at: start + .seconds(39)) == nil)
        #expect(deadline.timeout(at: start + .seconds(40)) == .write)
    }
}

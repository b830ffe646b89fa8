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

/// A connection while more calls for help come than can be served: none may be under way.
@Suite("In a flood of calls for help")
struct FloodTests {
    private let channel: EmbeddedChannel
    private let callsForHelp = HelpAdmission(limit: 0, atOnce: 0)

    init() throws {
        channel = try Self.connection(callsForHelp)
    }

    private static func connection(_ callsForHelp: HelpAdmission) throws -> EmbeddedChannel {
        let channel = EmbeddedChannel()
        let pipeline = channel.pipeline.syncOperations
        let logger = Logger(label: "test")
        let limits = ServerLimits(bodyBytes: 1000)
        let slowClients = SlowClientHandler(limits, logger: logger)
        try pipeline.addHandler(slowClients)
        try pipeline.configureHTTPServerPipeline(withPipeliningAssistance: false, withErrorHandling: false)
        try pipeline.addHandler(HTTP1ToHTTPServerCodec(secure: false))
        try pipeline.addHandler(
            RequestGuard(
                slowClients, bodyLimit: limits.bodyBytes, callsForHelp: callsForHelp,
                logger: logger))
        try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
        return channel
    }

    private func send(
        _ path: String, method: String = "POST", header: String = "", length: Int = 2, body: String = "{}",
        on other: EmbeddedChannel? = nil
    ) throws {
        let channel = other ?? channel
        let text = "\(method) \(path) HTTP/1.1\r\nHost: x\r\nContent-Length: \(length)\r\n\(header)\r\n\(body)"
        try channel.writeInbound(ByteBuffer(string: text))
    }

    /// What the connection has answered by itself.
    private func answer() throws -> String {
        var text = ""
        while let buffer = try channel.readOutbound(as: ByteBuffer.self) { text += String(buffer: buffer) }
        return text
    }

    private func answer(_ status: HTTPResponse.Status, on connection: EmbeddedChannel) throws {
        let head = HTTPResponse(status: status, headerFields: [.contentLength: "0"])
        try connection.writeOutbound(HTTPResponsePart.head(head))
        try connection.writeOutbound(HTTPResponsePart.end(nil))
    }

    /// How many parts of requests have come to whoever serves them.
    private func served() throws -> Int {
        var count = 0
        while try channel.readInbound(as: HTTPRequestPart.self) != nil { count += 1 }
        return count
    }

    @Test("A call for help too many is told at once to come again, in the words of the router, and so is the next one")
    func refused() throws {
        for _ in 0..<2 {
            try send("/v1/help-requests?x=1", length: 4, body: "{}")
            #expect(try answer().isEmpty)
            try channel.writeInbound(ByteBuffer(string: "  "))
            let answer = try answer()
            #expect(answer.hasPrefix("HTTP/1.1 503 Service Unavailable\r\n"))
            for line in ["retry-after: 1", "content-type: application/problem+json", "server: HelpBridge"] {
                #expect(answer.lowercased().contains("\r\n\(line.lowercased())\r\n"), "\(answer)")
            }
            let body = try Problem.overloaded.body(path: "/v1/help-requests")
            #expect(answer.hasSuffix("\r\n\r\n\(String(buffer: body))"))
        }
        #expect(try served() == 0)
        #expect(channel.isActive)
    }

    @Test(
        "In a flood, what is no call of a program, or cannot be answered yet, goes to the router",
        arguments: [
            ("/v1/help-requests", "GET", ""), ("/v1/help-requests/01a/cancel", "POST", ""),
            ("/panel/requests", "POST", ""), ("/v1/help-requests", "POST", "Origin: http://crm.example\r\n"),
            ("/v1/help-requests", "POST", "Expect: 100-continue\r\n"),
        ])
    func routed(path: String, method: String, header: String) throws {
        try send(path, method: method, header: header)
        #expect(try answer().isEmpty)
        #expect(try served() == 3)
    }

    @Test("A call that is sent away is in nobody's way while its body is still to come, and its connection is kept")
    func unfinished() throws {
        try send("/v1/help-requests", length: 4, body: "{}")
        #expect(callsForHelp.underWay == 0)
        try channel.writeInbound(ByteBuffer(string: "  "))
        #expect(try answer().hasPrefix("HTTP/1.1 503 "))
        // Whole in one piece, as the second one of a connection.
        try send("/v1/help-requests")
        #expect(try answer().hasPrefix("HTTP/1.1 503 "))
        channel.embeddedEventLoop.advanceTime(by: .seconds(15))
        #expect(try answer().isEmpty)
        #expect(channel.isActive)
    }

    @Test("Calls whose bodies do not come are in nobody's way, however many they are")
    func openBodies() throws {
        let callsForHelp = HelpAdmission()
        var open: [EmbeddedChannel] = []
        for number in 0..<600 {
            open.append(try Self.connection(callsForHelp))
            let header = number.isMultiple(of: 2) ? "" : "Origin: http://crm.example\r\n"
            try send("/v1/webhooks/crm", header: header, length: 9, body: "", on: open[number])
        }
        #expect(callsForHelp.underWay == 0)
        #expect(throws: Never.self) { try callsForHelp.checkRoom() }
        let whole = try Self.connection(callsForHelp)
        try send("/v1/help-requests", on: whole)
        #expect(callsForHelp.underWay == 1)
        #expect(try whole.readOutbound(as: ByteBuffer.self) == nil)
        try open[0].writeInbound(ByteBuffer(string: "123456789"))
        #expect(callsForHelp.underWay == 2)
        for connection in open + [whole] {
            connection.close(promise: nil)
            connection.embeddedEventLoop.run()
        }
        #expect(callsForHelp.underWay == 0)
    }

    @Test("A call that is answered before its body has come counts no more, and the next one on its connection does")
    func earlyAnswer() throws {
        let callsForHelp = HelpAdmission()
        let connection = try Self.connection(callsForHelp)
        try send("/v1/help-requests", length: 4, body: "{}", on: connection)
        try answer(.unauthorized, on: connection)
        try connection.writeInbound(ByteBuffer(string: "  "))
        #expect(callsForHelp.underWay == 0)
        try send("/v1/help-requests", on: connection)
        #expect(callsForHelp.underWay == 1)
    }

    @Test("Calls behind an answer of their connection are in nobody's way: one of each connection counts at a time")
    func pipelined() throws {
        let callsForHelp = HelpAdmission()
        let connection = try Self.connection(callsForHelp)
        let call = "POST /v1/webhooks/crm HTTP/1.1\r\nHost: x\r\n\r\n"
        let requests = "GET /openapi.yaml HTTP/1.1\r\nHost: x\r\n\r\n" + String(repeating: call, count: 600)
        try connection.writeInbound(ByteBuffer(string: requests))
        #expect(callsForHelp.underWay == 0)
        #expect(throws: Never.self) { try callsForHelp.checkRoom() }
        #expect(throws: Never.self) { try callsForHelp.announced() }
        for _ in 0..<3 {
            try answer(.ok, on: connection)
            #expect(callsForHelp.underWay == 1)
        }
        connection.close(promise: nil)
        connection.embeddedEventLoop.run()
        #expect(callsForHelp.underWay == 0)
    }

    @Test("A call whose client takes no answers is in nobody's way until it takes them")
    func unwritable() throws {
        let callsForHelp = HelpAdmission()
        let connection = try Self.connection(callsForHelp)
        connection.isWritable = false
        try send("/v1/webhooks/crm", on: connection)
        #expect(callsForHelp.underWay == 0)
        for (isWritable, underWay) in [(true, 1), (false, 0), (true, 1)] {
            connection.isWritable = isWritable
            connection.pipeline.fireChannelWritabilityChanged()
            #expect(callsForHelp.underWay == underWay)
        }
        try answer(.ok, on: connection)
        #expect(callsForHelp.underWay == 0)
    }

    @Test("In a flood, a body that takes too long ends the connection with the answer")
    func slowBody() throws {
        try send("/v1/help-requests", length: 4, body: "{}")
        channel.embeddedEventLoop.advanceTime(by: .seconds(60))
        #expect(try answer().hasPrefix("HTTP/1.1 503 "))
        #expect(!channel.isActive)
    }

    @Test("In a flood, the connection ends with the answer where the client wants that")
    func last() throws {
        try send("/v1/webhooks/crm", header: "Connection: close\r\n")
        #expect(try answer().hasPrefix("HTTP/1.1 503 "))
        #expect(!channel.isActive)
    }

    @Test("In a flood, a body beyond the limit is not waited for")
    func largeBody() throws {
        // The parser misses the rest.
        #expect(throws: (any Error).self) {
            try send("/v1/help-requests", length: 2000, body: String(repeating: "x", count: 1001))
        }
        #expect(try answer().hasPrefix("HTTP/1.1 503 "))
        #expect(try served() == 0)
        #expect(!channel.isActive)
    }
}

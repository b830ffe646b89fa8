extension FaultServer {
    /// One thing a ``FaultServer`` does on a connection; an answer is a list of them.
    public enum Step: Sendable {
        /// Writes these bytes as they are: nothing is added or mended.
        case send([UInt8])
        /// Waits.
        case wait(Duration)
        /// Waits until a test opens the gate.
        case waitFor(FaultServerGate)
        /// Closes the connection in an orderly way.
        case close
        /// Breaks the connection (TCP RST).
        case reset

        /// Writes this text as it is.
        public static func send(_ text: String) -> Step { .send(Array(text.utf8)) }
    }
}

extension [FaultServer.Step] {
    /// A correct answer on a connection that stays open.
    public static func answer(
        status: Int = 200, headers: [(String, String)] = [], body: [UInt8] = []
    ) -> Self {
        let fields = headers.map { "\($0.0): \($0.1)\r\n" }.joined()
        let head = "HTTP/1.1 \(status) Status\r\n\(fields)Content-Length: \(body.count)\r\n\r\n"
        return [.send([UInt8](head.utf8) + body)]
    }

    /// A correct answer with text on a connection that stays open.
    public static func answer(status: Int = 200, headers: [(String, String)] = [], text: String) -> Self {
        answer(status: status, headers: headers, body: [UInt8](text.utf8))
    }

    /// Says nothing and keeps the connection open.
    public static var hang: Self { [] }

    /// A correct answer of which one byte comes at a time.
    public static func drip(text: String, every pause: Duration) -> Self {
        var steps: Self = [.send("HTTP/1.1 200 OK\r\nContent-Length: \(text.utf8.count)\r\n\r\n")]
        for byte in text.utf8 { steps += [.send([byte]), .wait(pause)] }
        return steps
    }

    /// Promises more content than it sends, then closes.
    public static func cutShort(promised: Int, text: String) -> Self {
        [.send("HTTP/1.1 200 OK\r\nContent-Length: \(promised)\r\n\r\n\(text)"), .close]
    }

    /// Content without a stated length, in chunks, for as long as asked.
    public static func chunked(chunks: Int, of chunk: [UInt8]) -> Self {
        let framed: [UInt8] = [UInt8]("\(String(chunk.count, radix: 16))\r\n".utf8) + chunk + [0x0D, 0x0A]
        var steps: Self = [.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")]
        steps += Self(repeating: .send(framed), count: chunks)
        steps.append(.send("0\r\n\r\n"))
        return steps
    }

    /// A few kilobytes of gzip that become many.
    public static func gzipped(zeros count: Int) -> Self {
        answer(headers: [("Content-Encoding", "gzip")], body: Gzip.zeros(atLeast: count))
    }

    /// A redirection.
    public static func redirect(to location: String) -> Self {
        answer(status: 302, headers: [("Location", location)])
    }

    /// Sends back the request's content.
    public static func echo(_ request: ReceivedRequest) -> Self {
        answer(body: request.body)
    }
}

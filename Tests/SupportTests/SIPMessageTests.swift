import Testing

@testable import TestSupport

@Suite struct SIPMessageTests {
    private let invite = """
        INVITE sip:101@127.0.0.1:5062 SIP/2.0\r
        v: SIP/2.0/UDP 127.0.0.1:5060;rport;branch=z9hG4bKPj1, SIP/2.0/UDP 10.0.0.1;branch=z9hG4bKother\r
        f: "Sara \\"S\\" Karimi" <sip:%2A200@127.0.0.1>;tag=abc\r
        t: <sip:101@127.0.0.1>\r
        i: 17@pbx\r
        CSEQ: 4711  INVITE\r
        subject: one\r
        \ttwo\r
        c: application/sdp\r
        l: 4\r
        \r
        v=0\r
        trailing
        """

    @Test("Compact, oddly cased and folded headers of a SIP message are read")
    func headerForms() throws {
        let message = try SIPMessage(parsing: Array(invite.utf8))
        #expect(message.method == "INVITE")
        #expect(message.status == nil)
        #expect(message.callID == "17@pbx")
        #expect(message["call-id"] == "17@pbx")
        #expect(message.sequence?.number == 4711)
        #expect(message.sequence?.method == "INVITE")
        #expect(message["Subject"] == "one two")
        #expect(message.branch == "z9hG4bKPj1")
        #expect(message["Content-Type"] == "application/sdp")
    }

    @Test("The body of a SIP message ends where Content-Length says")
    func bodyLength() throws {
        #expect(try SIPMessage(parsing: Array(invite.utf8)).body == "v=0\r")
    }

    @Test("A SIP address is taken apart into name, number and tag")
    func addresses() throws {
        let from = try #require(try SIPMessage(parsing: Array(invite.utf8)).from)
        #expect(from.displayName == "Sara \"S\" Karimi")
        #expect(from.user == "*200")
        #expect(from.tag == "abc")
        let bare = try #require(SIPAddress("sip:101@host:5060;tag=x;y=z"))
        #expect(bare.uri == "sip:101@host:5060")
        #expect(bare.tag == "x")
        let farsi = try #require(SIPAddress("سارا کریمی <sip:200@host>"))
        #expect(farsi.displayName == "سارا کریمی")
        #expect(SIPAddress("<sip:broken") == nil)
        #expect(SIPAddress("") == nil)
        #expect(SIPAddress("\"open quote <sip:1@h>") == nil)
    }

    @Test("A SIP message that is written is read back the same")
    func roundTrip() throws {
        var message = SIPMessage(status: 486, reason: "Busy Here", body: "سلام\r\n")
        message.append("Via", "SIP/2.0/UDP a;branch=z9hG4bK1")
        message.append("Call-ID", "x")
        message.append("CSeq", "1 INVITE")
        let text = message.serialised
        #expect(text.hasPrefix("SIP/2.0 486 Busy Here\r\nVia: "))
        #expect(text.contains("Content-Length: 10\r\n\r\n"))
        var read = try SIPMessage(parsing: Array(text.utf8))
        #expect(read["Content-Length"] == "10")
        read.headers.removeAll { $0.name == "Content-Length" }
        #expect(read == message)
    }

    @Test("The lines of a SIP message may end in LF alone")
    func bareLineFeeds() throws {
        let message = try SIPMessage(parsing: Array("\r\n\r\nSIP/2.0 200 OK\nCall-ID: 1\n\nbody".utf8))
        #expect(message.status == 200)
        #expect(message.callID == "1")
        #expect(message.body == "body")
    }

    @Test(
        "What is no SIP message is refused",
        arguments: [
            "", "\r\n\r\n", "HELLO\r\n\r\n", "SIP/2.0 abc OK\r\n\r\n", "SIP/2.0 99 Low\r\n\r\n",
            "INVITE sip:a HTTP/1.1\r\n\r\n",
            "OPTIONS sip:a SIP/2.0\r\nno colon\r\n\r\n", "OPTIONS sip:a SIP/2.0\r\n: empty\r\n\r\n",
        ])
    func refused(text: String) {
        #expect(throws: SIPMessage.ParsingError.self) { try SIPMessage(parsing: Array(text.utf8)) }
    }

    @Test("No rubbish makes the parsers of SIP, RTP and WAV trap")
    func rubbish() {
        let seed = UInt64.random(in: .min ... .max)
        var generator = SeededGenerator(seed: seed)
        let original = Array(invite.utf8)
        for _ in 0..<3000 {
            var bytes = original
            for _ in 0..<Int.random(in: 1...20, using: &generator) where !bytes.isEmpty {
                let index = bytes.indices.randomElement(using: &generator) ?? 0
                switch Int.random(in: 0..<3, using: &generator) {
                case 0: bytes[index] = UInt8.random(in: .min ... .max, using: &generator)
                case 1: bytes.remove(at: index)
                default: bytes.removeSubrange(index...)
                }
            }
            guard let message = try? SIPMessage(parsing: bytes) else { continue }
            _ = (message.from?.user, message.branch, message.sequence, SessionDescription(parsing: message.body))
            _ = RTPPacket(parsing: bytes)
            _ = WaveAudio(parsing: bytes)
            let again = try? SIPMessage(parsing: Array(message.serialised.utf8))
            #expect(again != nil, "seed \(seed)")
        }
    }
}

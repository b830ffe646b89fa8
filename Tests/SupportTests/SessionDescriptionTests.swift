import Testing

@testable import TestSupport

@Suite struct SessionDescriptionTests {
    @Test("A session description that Asterisk offers is read")
    func asteriskOffer() throws {
        let offer = """
            v=0\r\no=- 1234 2 IN IP4 127.0.0.1\r\ns=Asterisk\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r
            m=audio 10346 RTP/AVP 0 8 101\r\na=rtpmap:0 PCMU/8000\r\na=rtpmap:8 PCMA/8000\r
            a=rtpmap:101 telephone-event/8000\r\na=fmtp:101 0-16\r\na=ptime:20\r\na=maxptime:140\r\na=sendonly\r\n
            """
        let description = try #require(SessionDescription(parsing: offer))
        #expect(description.address == "127.0.0.1")
        #expect(description.port == 10346)
        #expect(description.payloadTypes == [0, 8, 101])
        #expect(description.telephoneEvent == 101)
        #expect(description.direction == .sendonly)
        #expect(description.direction.answer == .recvonly)
        #expect(description.offersMuLaw)
    }

    @Test("A stream's own address goes before its session's")
    func streamAddress() throws {
        let text =
            "v=0\nc=IN IP4 1.1.1.1\nm=audio 4000 RTP/AVP 8\nc=IN IP4 2.2.2.2\nm=video 5000 RTP/AVP 96\nc=IN IP4 3.3.3.3\n"
        let description = try #require(SessionDescription(parsing: text))
        #expect(description.address == "2.2.2.2")
        #expect(description.port == 4000)
        #expect(!description.offersMuLaw)
        #expect(description.telephoneEvent == nil)
    }

    @Test("A session description that is written is read back the same")
    func roundTrip() {
        let description = SessionDescription(address: "127.0.0.1", port: 4000, telephoneEvent: 96, direction: .recvonly)
        #expect(SessionDescription(parsing: description.serialised(user: "101", version: 3)) == description)
    }

    @Test(
        "A session description without audio or address is none",
        arguments: [
            "", "v=0", "m=audio", "m=audio x RTP/AVP 0\nc=IN IP4 1.1.1.1", "m=audio 4000 RTP/AVP 0", "===\n\n==",
        ])
    func incomplete(text: String) {
        #expect(SessionDescription(parsing: text) == nil)
    }
}

import Testing

@testable import TestSupport

extension SIPPhone {
    /// A call that stands.
    fileprivate func begin(_ callID: String) {
        let call = SIPCall(
            callID: callID, isIncoming: false, invite: SIPMessage(request: "INVITE", uri: "sip:900@127.0.0.1"),
            peer: registrar, local: "<sip:101@127.0.0.1>", remote: "<sip:900@127.0.0.1>", target: "sip:900@127.0.0.1",
            sequence: 1)
        call.state = .established
        call.media = RTPSession(loop: [])
        add(call)
    }

    /// One packet after the other, every 20 ms.
    fileprivate func receive(_ packets: ArraySlice<[UInt8]>, in callID: String, since start: ContinuousClock.Instant) {
        for (index, packet) in zip(packets.indices, packets) {
            calls[callID]?.media?.receive(packet, at: start + .milliseconds(20 * index))
        }
    }

    fileprivate var isWaiting: Bool { !waiters.isEmpty }

    fileprivate func endCall(_ callID: String) {
        if let call = calls[callID] { end(call, .ended(byPeer: true)) }
    }
}

@Suite struct SIPPhoneHearingTests {
    private static func packets(of frequency: Int) -> [[UInt8]] {
        var speaker = RTPSession(loop: MuLaw.encode(Sound.tone(frequency).loop))
        return (0..<100).compactMap { _ in speaker.nextPacket()?.serialised }
    }

    private func isInVain(_ phone: SIPPhone, from start: Int? = nil) async {
        await #expect(throws: SIPPhoneError.self) {
            try await phone.waitUntilHearing(tone: 1000, from: start, timeout: .milliseconds(300))
        }
    }

    @Test("A tone that was heard before is waited for anew, and in vain in a call that is over")
    func heardBefore() async throws {
        let phone = try await SIPPhone.start(extension: "101", registrar: 5060)
        let packets = Self.packets(of: 1000)
        let start = ContinuousClock.now
        await phone.begin("1")
        await phone.receive(packets[..<50], in: "1", since: start)
        await isInVain(phone)
        try await phone.waitUntilHearing(tone: 1000, from: 4000)

        async let heard: Void = phone.waitUntilHearing(tone: 1000)
        while await !phone.isWaiting { await Task.yield() }
        await phone.receive(packets[50..<75], in: "1", since: start)
        try await heard

        // A call that begins while one waits for it has no sound of before.
        async let other: Void = phone.waitUntilHearing(tone: 1000)
        while await !phone.isWaiting { await Task.yield() }
        await phone.begin("2")
        await phone.receive(packets[..<25], in: "2", since: start)
        try await other

        await phone.endCall("2")
        await isInVain(phone, from: 0)
        await phone.stop(abruptly: true)
    }
}

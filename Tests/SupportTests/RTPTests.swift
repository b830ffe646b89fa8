import Testing

@testable import TestSupport

@Suite struct RTPTests {
    private func packet(_ sequence: UInt16, at timestamp: UInt32, code: UInt8, source: UInt32 = 1) -> RTPPacket {
        RTPPacket(
            payloadType: 0, sequence: sequence, timestamp: timestamp, source: source,
            payload: [UInt8](repeating: code, count: 160))
    }

    @Test("An RTP packet is read back as it was written")
    func roundTrip() {
        let packet = RTPPacket(
            payloadType: 101, hasMarker: true, sequence: 65_535, timestamp: 4_294_967_295, source: 0xDEAD_BEEF,
            payload: [1, 2, 3])
        #expect(RTPPacket(parsing: packet.serialised) == packet)
    }

    @Test("Extensions, contributing sources and padding of an RTP packet are passed over")
    func passedOver() {
        let bytes: [UInt8] =
            [0xB1, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 3] + [9, 9, 9, 9] + [0, 0, 0, 1, 8, 8, 8, 8] + [42, 43] + [0, 2]
        #expect(RTPPacket(parsing: bytes)?.payload == [42, 43])
        #expect(RTPPacket(parsing: Array(bytes.prefix(14))) == nil)
        #expect(RTPPacket(parsing: [0x80, 0]) == nil)
    }

    @Test("Lost RTP packets leave gaps, and late ones fill them")
    func gaps() {
        var recorder = RTPRecorder()
        recorder.add(packet(1, at: .max - 99, code: 0x80), elapsed: 0)
        recorder.add(packet(3, at: 220, code: 0x80), elapsed: 320)  // the timestamp ran over between the two
        #expect(recorder.samples.count == 480)
        #expect(recorder.samples[160..<320].allSatisfy { $0 == 0 })
        #expect(recorder.samples[320] == 32124)
        recorder.add(packet(2, at: 60, code: 0x00), elapsed: 330)
        #expect(recorder.samples.count == 480)
        #expect(recorder.samples[160..<320].allSatisfy { $0 == -32124 })
    }

    @Test("What a sender that was late sends in a hurry is heard one after the other")
    func lateSender() {
        var recorder = RTPRecorder()
        recorder.add(packet(1, at: 1000, code: 0x80), elapsed: 0)
        recorder.add(packet(2, at: 2120, code: 0x80), elapsed: 1120)
        recorder.add(packet(3, at: 2130, code: 0x00), elapsed: 1121)
        recorder.add(packet(4, at: 2140, code: 0x80), elapsed: 1122)
        #expect(recorder.samples.count == 1600)
        #expect(recorder.samples[1280..<1440].allSatisfy { $0 == -32124 })
        #expect(recorder.samples[1440...].allSatisfy { $0 == 32124 })
    }

    @Test("A new RTP source, or a timestamp out of nowhere, goes on at the time of arrival")
    func newSource() {
        var recorder = RTPRecorder()
        recorder.add(packet(1, at: 1000, code: 0x80), elapsed: 0)
        recorder.add(packet(9, at: 77, code: 0x80, source: 2), elapsed: 800)
        #expect(recorder.samples.count == 960)
        recorder.add(packet(10, at: 4_000_000_000, code: 0x80, source: 2), elapsed: 1600)
        #expect(recorder.samples.count == 1760)
        #expect(recorder.samples[960..<1600].allSatisfy { $0 == 0 })
    }

    @Test("Of a call of more than ten minutes the last ones are kept, and counting goes on")
    func longCall() {
        var recorder = RTPRecorder()
        recorder.add(packet(1, at: 0, code: 0x80), elapsed: 0)
        recorder.add(packet(2, at: 4_800_000, code: 0x00), elapsed: 4_800_000)
        recorder.add(packet(3, at: 4_800_160, code: 0x80), elapsed: 4_800_160)
        #expect(recorder.count == 4_800_320)
        #expect(recorder.samples.count == 2_400_320)
        #expect(recorder.samples.suffix(320).prefix(160).allSatisfy { $0 == -32124 })
        #expect(recorder.samples.suffix(160).allSatisfy { $0 == 32124 })
    }

    @Test("An RTP session sends its sound in steps of 20 ms, and nothing while on hold")
    func sending() throws {
        var session = RTPSession(loop: MuLaw.encode(Sound.tone(1000).loop))
        let packets = [session.nextPacket(), session.nextPacket()]
        let first = try #require(packets[0])
        let second = try #require(packets[1])
        #expect(first.hasMarker && !second.hasMarker)
        #expect(second.sequence == first.sequence &+ 1)
        #expect(second.timestamp == first.timestamp &+ 160)
        session.isSending = false
        let onHold = session.nextPacket()
        #expect(onHold == nil)
        session.isSending = true
        let third = session.nextPacket()
        #expect(third?.timestamp == first.timestamp &+ 480)
        let heard = MuLaw.decode(first.payload + second.payload)
        #expect(ToneDetector().level(of: 1000, in: heard) > -0.5)
    }

    @Test("A pressed key becomes an event that grows and ends three times")
    func keyEvent() throws {
        var session = RTPSession(loop: MuLaw.encode(Sound.silence.loop))
        session.telephoneEvent = 96
        session.press("#")
        let packets = (0..<12).compactMap { _ in session.nextPacket() }
        let events = packets.filter { $0.payloadType == 96 }
        #expect(events.count == 8)
        #expect(events.allSatisfy { $0.payload[0] == 11 && $0.timestamp == events[0].timestamp })
        #expect(events.filter(\.hasMarker).count == 1)
        #expect(events.map { $0.payload[1] & 0x80 != 0 } == [false, false, false, false, false, true, true, true])
        #expect(packets.last?.payloadType == 0)
    }
}

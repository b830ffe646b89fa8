/// One call's audio, without the socket: makes the packets to send and takes those that arrive.
struct RTPSession {
    /// What is said over and over, in µ-law; empty where nothing is sent, digits neither.
    var loop: [UInt8]
    /// Whether anything is sent at all (not while on hold).
    var isSending = true
    /// The payload type of digits that the peer understands, if any.
    var telephoneEvent: UInt8?
    private(set) var recorder = RTPRecorder()
    private var firstPacketAt: ContinuousClock.Instant?

    private var sequence = UInt16.random(in: .min ... .max)
    private var timestamp = UInt32.random(in: .min ... .max)
    private let source = UInt32.random(in: .min ... .max)
    private var position = 0
    private var isFirst = true
    private var digits: [Digit] = []

    /// Samples a packet: 20 ms of 8 kHz.
    static let frame = 160

    private struct Digit {
        let code: UInt8
        let began: UInt32
        var sent = 0
    }

    init(loop: [UInt8]) {
        self.loop = loop
    }

    /// Queues digits to be sent as RFC 4733 events. Characters that no keypad has are left out.
    mutating func press(_ keys: String) {
        for key in keys {
            guard let code = Array("0123456789*#ABCD").firstIndex(of: key) else { continue }
            digits.append(Digit(code: UInt8(code), began: 0))
        }
    }

    /// The packet of the next 20 ms, or nil when nothing is sent.
    mutating func nextPacket() -> RTPPacket? {
        defer {
            timestamp &+= UInt32(Self.frame)
            position += Self.frame
        }
        guard isSending, !loop.isEmpty else { return nil }
        defer { sequence &+= 1 }
        if let event = telephoneEvent, !digits.isEmpty { return nextDigitPacket(event) }
        defer { isFirst = false }
        return RTPPacket(
            payloadType: 0, hasMarker: isFirst, sequence: sequence, timestamp: timestamp, source: source,
            payload: (position..<position + Self.frame).map { loop[$0 % loop.count] })
    }

    /// 120 ms of one digit: five packets that grow, three that end it, then 80 ms of pause.
    private mutating func nextDigitPacket(_ event: UInt8) -> RTPPacket {
        if digits[0].sent == 0 { digits[0] = Digit(code: digits[0].code, began: timestamp) }
        let digit = digits[0]
        digits[0].sent += 1
        if digit.sent >= 8 {
            if digit.sent >= 11 { digits.removeFirst() }
            return RTPPacket(
                payloadType: 0, hasMarker: digit.sent == 8, sequence: sequence, timestamp: timestamp, source: source,
                payload: [UInt8](repeating: MuLaw.encode(0), count: Self.frame))
        }
        let duration = UInt16(min(digit.sent + 1, 6) * Self.frame)
        return RTPPacket(
            payloadType: event, hasMarker: digit.sent == 0, sequence: sequence, timestamp: digit.began, source: source,
            payload: [
                digit.code, (digit.sent >= 5 ? 0x80 : 0) | 10, UInt8(duration >> 8),
                UInt8(truncatingIfNeeded: duration),
            ])
    }

    /// Takes what came over the socket; anything that is no µ-law audio is left out.
    mutating func receive(_ bytes: [UInt8], at now: ContinuousClock.Instant) {
        guard let packet = RTPPacket(parsing: bytes), packet.payloadType == 0 else { return }
        let first = firstPacketAt ?? now
        firstPacketAt = first
        recorder.add(packet, elapsed: Int((now - first) / .microseconds(125)))
    }
}

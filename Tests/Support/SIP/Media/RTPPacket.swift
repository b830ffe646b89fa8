/// An RTP packet (RFC 3550, section 5.1).
struct RTPPacket: Sendable, Equatable {
    var payloadType: UInt8
    var hasMarker = false
    var sequence: UInt16
    var timestamp: UInt32
    var source: UInt32
    var payload: [UInt8]

    init(
        payloadType: UInt8, hasMarker: Bool = false, sequence: UInt16, timestamp: UInt32, source: UInt32,
        payload: [UInt8]
    ) {
        self.payloadType = payloadType
        self.hasMarker = hasMarker
        self.sequence = sequence
        self.timestamp = timestamp
        self.source = source
        self.payload = payload
    }

    /// Reads a datagram; nil when it is no RTP.
    init?(parsing bytes: [UInt8]) {
        guard bytes.count >= 12, bytes[0] >> 6 == 2 else { return nil }
        var start = 12 + Int(bytes[0] & 0x0F) * 4
        if bytes[0] & 0x10 != 0 {
            guard bytes.count >= start + 4 else { return nil }
            start += 4 + (Int(bytes[start + 2]) << 8 | Int(bytes[start + 3])) * 4
        }
        var end = bytes.count
        if bytes[0] & 0x20 != 0 { end -= Int(bytes[bytes.count - 1]) }
        guard start <= end else { return nil }
        func word(_ offset: Int) -> UInt32 { bytes[offset..<offset + 4].reduce(0) { $0 << 8 | UInt32($1) } }
        payloadType = bytes[1] & 0x7F
        hasMarker = bytes[1] & 0x80 != 0
        sequence = UInt16(bytes[2]) << 8 | UInt16(bytes[3])
        timestamp = word(4)
        source = word(8)
        payload = Array(bytes[start..<end])
    }

    var serialised: [UInt8] {
        var bytes: [UInt8] = [0x80, (hasMarker ? 0x80 : 0) | payloadType & 0x7F]
        bytes += [UInt8(sequence >> 8), UInt8(truncatingIfNeeded: sequence)]
        for word in [timestamp, source] {
            bytes += [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: word >> $0) }
        }
        return bytes + payload
    }
}

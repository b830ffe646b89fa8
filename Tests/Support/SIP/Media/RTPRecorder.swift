/// Puts the audio that arrives at its place in time, with silence in the gaps.
struct RTPRecorder {
    /// 8 kHz, from the first packet on.
    private(set) var samples: [Int16] = []

    private var source: UInt32?
    private var latest: UInt16 = 0
    private var anchor: (timestamp: UInt32, position: Int) = (0, 0)

    /// A phone that is left off the hook shall not eat the memory: ten minutes.
    private static let limit = 8000 * 600
    /// A sender's timestamps are trusted as long as they keep this close to the clock (in samples: ahead 0.5 s, behind 1 s).
    private static let trusted = -8000...4000

    /// - Parameters:
    ///   - packet: One with µ-law audio.
    ///   - elapsed: The time since the first packet, in samples of 8 kHz.
    mutating func add(_ packet: RTPPacket, elapsed: Int) {
        var position = anchor.position + Int(Int32(bitPattern: packet.timestamp &- anchor.timestamp))
        let isOther = source != packet.source
        let isNewest = isOther || Int16(bitPattern: packet.sequence &- latest) > 0
        if isOther || !Self.trusted.contains(position - elapsed) {
            position = max(elapsed, samples.count)
            anchor = (packet.timestamp, position)
        } else if isNewest, position < samples.count {
            // A sender that was late and hurries repeats its timestamps: what comes later is heard later.
            position = samples.count
            anchor = (packet.timestamp, position)
        }
        if isNewest { (source, latest) = (packet.source, packet.sequence) }
        let end = position + packet.payload.count
        guard position >= 0, end <= Self.limit else { return }
        if position > samples.count {
            samples.append(contentsOf: repeatElement(0, count: position - samples.count))
        }
        let replaced = position..<min(end, samples.count)
        samples.replaceSubrange(replaced, with: MuLaw.decode(packet.payload))
    }
}

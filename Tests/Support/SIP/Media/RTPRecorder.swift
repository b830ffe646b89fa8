/// Puts the audio that arrives at its place in time, with silence in the gaps.
struct RTPRecorder {
    /// 8 kHz, from the first packet on; of a long call the last minutes.
    private(set) var samples: [Int16] = []
    /// How many there were, those of a long call's beginning included.
    var count: Int { forgotten + samples.count }

    private var forgotten = 0
    private var source: UInt32?
    private var latest: UInt16 = 0
    private var anchor: (timestamp: UInt32, position: Int) = (0, 0)

    /// A phone that is left off the hook shall not eat the memory: ten minutes.
    private static let limit = 8000 * 600
    /// A sender's timestamps are trusted as long as they keep this close to the clock (in samples: ahead 0.5 s, behind
    /// 1 s).
    private static let trusted = -8000...4000

    /// - Parameters:
    ///   - packet: One with µ-law audio.
    ///   - elapsed: The time since the first packet, in samples of 8 kHz.
    mutating func add(_ packet: RTPPacket, elapsed: Int) {
        var position = anchor.position + Int(Int32(bitPattern: packet.timestamp &- anchor.timestamp))
        let isOther = source != packet.source
        let isNewest = isOther || Int16(bitPattern: packet.sequence &- latest) > 0
        if isOther || !Self.trusted.contains(position - elapsed) {
            position = max(elapsed, count)
            anchor = (packet.timestamp, position)
        } else if isNewest, position < count {
            // A sender that was late and hurries repeats its timestamps: what comes later is heard later.
            position = count
            anchor = (packet.timestamp, position)
        }
        if isNewest { (source, latest) = (packet.source, packet.sequence) }
        guard position >= forgotten else { return }
        if position > count {
            samples.append(contentsOf: repeatElement(0, count: position - count))
        }
        let start = position - forgotten
        let replaced = start..<min(start + packet.payload.count, samples.count)
        samples.replaceSubrange(replaced, with: MuLaw.decode(packet.payload))
        guard samples.count > Self.limit else { return }
        samples.removeFirst(Self.limit / 2)
        forgotten += Self.limit / 2
    }
}

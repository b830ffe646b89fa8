/// The number of sound packets that have passed between Asterisk and a phone on one channel.
///
/// `CHANNEL(rtcp,all)` reports it (measured with 16 and 22): Asterisk counts each RTP packet, whether relayed or mixed.
/// If phones send each other their sound directly, it counts none, or reports nothing.
struct PacketCount: Equatable {
    /// The packets from the phone.
    var received: Int
    /// The packets to the phone.
    var sent: Int

    static let variable = "CHANNEL(rtcp,all)"

    /// - Parameter statistics: `ssrc=…;lp=0;rxcount=57;txcount=0;…`; fails for other text.
    init?(_ statistics: String) {
        var counts: [Substring: Int] = [:]
        for field in statistics.split(separator: ";") {
            let parts = field.split(separator: "=", maxSplits: 1)
            if parts.count == 2 { counts[parts[0]] = Int(parts[1]) }
        }
        guard let received = counts["rxcount"], let sent = counts["txcount"] else { return nil }
        self.received = received
        self.sent = sent
    }
}

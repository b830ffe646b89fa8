/// How many packets of sound have passed between Asterisk and a phone on one channel.
///
/// It is what `CHANNEL(rtcp,all)` tells (measured with 16 and 22): Asterisk counts each RTP packet, be it relayed or mixed.
/// Where phones send each other their sound directly, it counts none, or does not tell.
struct PacketCount: Equatable {
    /// From the phone.
    var received: Int
    /// To the phone.
    var sent: Int

    static let variable = "CHANNEL(rtcp,all)"

    /// - Parameter statistics: `ssrc=…;lp=0;rxcount=57;txcount=0;…`; `nil` if it is nothing of the kind.
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

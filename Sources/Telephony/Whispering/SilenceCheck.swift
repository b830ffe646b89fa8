import HelpDesk

/// Checks whether a phone on a call is sent nothing, because the other side sends nothing.
///
/// Asterisk mixes a whisper into what it sends to the phone: if it sends nothing, the whisper is lost (measured with 16
/// and 22, `ChanSpy` and snoop channels alike; github.com/asterisk/asterisk/issues/1966). Senders with silence
/// suppression are a case of this, and customers who muted themselves on some networks.
struct SilenceCheck {
    /// The interval between looks.
    ///
    /// Nearly all phones send a packet every 20 ms: one look is mostly enough to detect sound.
    var interval = Duration.milliseconds(25)
    /// The number of looks.
    ///
    /// In total 600 ms: nobody on a call pauses that briefly on purpose, and the operator does not notice the delay.
    var looks = 24

    /// - Parameter read: the value of ``PacketCount/variable`` on the phone's channel; `nil` if Asterisk does not
    ///   report it.
    /// - Returns: `false` also if it is unknown, for example because the sound does not pass through Asterisk.
    func isSentNothing(
        _ read: () async throws(PBXError) -> String?
    ) async throws(PBXError) -> Bool {
        guard let before = try await read().flatMap(PacketCount.init) else { return false }
        var now = before
        for _ in 0..<looks {
            do { try await Task.sleep(for: interval) } catch { return false }
            guard let count = try await read().flatMap(PacketCount.init) else { return false }
            guard count.sent == before.sent else { return false }
            now = count
        }
        // Phones may be muted on both sides, or send each other their sound directly.
        return now.received > before.received
    }
}

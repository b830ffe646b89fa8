import HelpDesk

/// Whether a phone that is in a call is sent nothing, because the other side sends nothing.
///
/// Asterisk mixes a whisper into what it sends to the phone: where it sends nothing, the whisper is lost (measured with 16
/// and 22, `ChanSpy` and snoop channels alike; github.com/asterisk/asterisk/issues/1966). Senders with silence suppression
/// are such, and customers who have muted themselves on some networks.
struct SilenceCheck {
    /// A packet is sent every 20 ms nearly everywhere: one look is mostly enough to find that there is sound.
    var interval = Duration.milliseconds(25)
    /// Nobody who is listened to pauses that briefly, 600 ms, on purpose, and the operator does not notice the delay.
    var looks = 24

    /// - Parameter read: the value of ``PacketCount/variable`` on the phone's channel; `nil` where Asterisk does not tell.
    /// - Returns: `false` also when it cannot be told, such as where the sound does not pass through Asterisk.
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
        // Phones may have muted themselves on both sides, or speak with each other directly.
        return now.received > before.received
    }
}

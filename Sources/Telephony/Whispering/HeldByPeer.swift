/// Checks whether an operator's call is on hold by the customer's phone in such a way that nobody may join it.
///
/// The operator hears Asterisk's music then. In a bridge that relays packets (`native_rtp`, as with `Dial` without
/// options) a listener makes Asterisk mix the sound instead: the music stops, the operator is sent nothing any more,
/// and a whisper is lost (measured with 16 and 22, `ChanSpy` and snoop channels alike). If the sound is already mixed
/// or relayed frame by frame (`simple_bridge`: `Dial` with `tT`, a recording), music and whisper are both heard.
enum HeldByPeer {
    /// The variable with the name of a channel's bridge peer.
    static let peerVariable = "BRIDGEPEER"
    /// The variable that is `1` on the channel of a phone that put the other side on hold.
    static let holdVariable = "CHANNEL(rtp,hold)"

    /// - Parameter names: the value of ``peerVariable``.
    /// - Returns: the only name; `nil` in a conference, whose sound is mixed.
    static func peer(_ names: String?) -> String? {
        guard let names, !names.isEmpty, !names.contains(",") else { return nil }
        return names
    }

    /// - Parameter technology: the bridge's technology; `nil` if Asterisk does not report it.
    static func relaysPackets(_ technology: String?) -> Bool {
        technology?.hasPrefix("native_") ?? true
    }
}

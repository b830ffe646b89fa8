/// Whether an operator's call is on hold by the customer's phone, in such a way that nobody must come to it.
///
/// The operator hears Asterisk's music then. In a bridge that relays packets (`native_rtp`, as of `Dial` without options) a listener
/// makes Asterisk mix the sound instead: the music stops, the operator is sent nothing any more, and a whisper into nothing is
/// lost (measured with 16 and 22, `ChanSpy` and snoop channels alike). Where it is mixed or relayed frame by frame already
/// (`simple_bridge`: `Dial` with `tT`, a recording), music and whisper are both heard.
enum HeldByPeer {
    /// What is asked of a channel for the name of the one with which it is bridged.
    static let peerVariable = "BRIDGEPEER"
    /// `1` on the channel of a phone that has put the other side on hold.
    static let holdVariable = "CHANNEL(rtp,hold)"

    /// - Parameter names: the value of ``peerVariable``.
    /// - Returns: the only one; `nil` in a conference, whose sound is mixed.
    static func peer(_ names: String?) -> String? {
        guard let names, !names.isEmpty, !names.contains(",") else { return nil }
        return names
    }

    /// - Parameter technology: of the bridge; `nil` where Asterisk does not tell.
    static func relaysPackets(_ technology: String?) -> Bool {
        technology?.hasPrefix("native_") ?? true
    }
}

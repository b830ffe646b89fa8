import HelpDesk

/// The two halves of a `Local` channel of ours.
///
/// Left to itself, Asterisk names the second after the first, with `;2` behind. But its `Bridge` takes the first channel
/// whose id begins with what it was given (16 and 22; measured), and might join the wrong half.
extension PBXNames {
    private static let secondHalfPrefix = Identifiers.prefix + ";"
    private static let secondHalfSuffix = ";2"

    /// What the second half is called. The first bears the channel's own name.
    func secondHalf(of channel: ChannelID) -> String {
        Self.secondHalfPrefix + onPBX(channel).dropFirst(Identifiers.prefix.count) + Self.secondHalfSuffix
    }

    /// The channel of ours whose second half is called so; `nil` when it is none.
    func firstHalf(of name: String) -> ChannelID? {
        guard name.hasPrefix(Self.secondHalfPrefix), name.hasSuffix(Self.secondHalfSuffix) else { return nil }
        let rest = name.dropFirst(Self.secondHalfPrefix.count).dropLast(Self.secondHalfSuffix.count)
        return ownChannel(Identifiers.prefix + rest)
    }
}

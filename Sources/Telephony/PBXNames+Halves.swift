import HelpDesk

/// The two halves of our `Local` channels.
///
/// By default, Asterisk names the second half after the first, followed by `;2`. But its `Bridge` takes the first
/// channel whose id begins with the given id (16 and 22; measured), and might join the wrong half.
extension PBXNames {
    private static let secondHalfPrefix = Identifiers.prefix + ";"
    private static let secondHalfSuffix = ";2"

    /// Returns the name of the second half.
    ///
    /// The first half has the channel's own name.
    func secondHalf(of channel: ChannelID) -> String {
        Self.secondHalfPrefix + onPBX(channel).dropFirst(Identifiers.prefix.count) + Self.secondHalfSuffix
    }

    /// Returns our channel whose second half has this name; `nil` if there is none.
    func firstHalf(of name: String) -> ChannelID? {
        guard name.hasPrefix(Self.secondHalfPrefix), name.hasSuffix(Self.secondHalfSuffix) else { return nil }
        let rest = name.dropFirst(Self.secondHalfPrefix.count).dropLast(Self.secondHalfSuffix.count)
        return ownChannel(Identifiers.prefix + rest)
    }
}

extension ARIMessage.Channel {
    /// The owner of the phone: the account that it registered with, then the number that it shows.
    ///
    /// A phone may show any number, unless the PBX corrects it. A `Local` channel is named after the called party.
    var callers: [String] {
        [Self.account(name), caller].compactMap(\.self).filter { !$0.isEmpty }
    }

    /// The account in a channel's name, such as `101` in `PJSIP/101-00000001`.
    static func account(_ name: String?) -> String? {
        guard let name, let slash = name.firstIndex(of: "/"), name[..<slash] != "Local",
            let end = name.lastIndex(of: "-"), slash < end
        else { return nil }
        return String(name[name.index(after: slash)..<end].prefix { $0 != "@" })
    }
}

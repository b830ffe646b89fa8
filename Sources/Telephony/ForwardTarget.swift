/// Where a phone sends its call, as Asterisk writes it: a number, and the context of the dialplan in which it is
/// dialled; or an address of another technology, as with `redirect_method=uri_core`.
enum ForwardTarget {
    private static let local = "Local/"

    /// The number, by which it is decided whether it may be dialled; for an address of another kind the whole text, which
    /// is no number.
    static func number(in target: String) -> String {
        let rest = target.hasPrefix(local) ? target.dropFirst(local.count) : target[...]
        return rest.contains("/") ? target : String(rest.prefix { $0 != "@" })
    }

    /// How the name of the channel begins that is dialled there.
    static func channelPrefix(of target: String) -> String {
        let number = number(in: target)
        guard number.contains("/") else { return "\(local)\(number)@" }
        let parts = target.split(separator: "/", maxSplits: 2)
        return parts.count == 3 ? "\(parts[0])/\(parts[1])-" : "\(parts[0])/"
    }
}

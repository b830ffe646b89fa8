/// Where a phone sends its call, as Asterisk writes it: a number, and the context of the dialplan in which it is dialled.
enum ForwardTarget {
    /// The number, by which it is decided whether it may be dialled; for an address of another kind the whole text, which
    /// is no number.
    static func number(in target: String) -> String {
        let local = "Local/"
        let rest = target.hasPrefix(local) ? target.dropFirst(local.count) : target[...]
        return String(rest.prefix { $0 != "@" })
    }
}

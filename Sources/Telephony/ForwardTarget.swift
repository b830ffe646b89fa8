/// The target of a phone's call forwarding, as Asterisk reports it: a number and its dialplan context, or an address of
/// another technology, as with `redirect_method=uri_core`.
enum ForwardTarget {
    private static let local = "Local/"

    /// Returns the number, which decides whether the target may be dialled; for an address of another kind the whole
    /// text, which is not a number.
    static func number(in target: String) -> String {
        let rest = target.hasPrefix(local) ? target.dropFirst(local.count) : target[...]
        return rest.contains("/") ? target : String(rest.prefix { $0 != "@" })
    }

    /// Whether the target is a number in the dialplan.
    static func isLocal(_ target: String) -> Bool { !number(in: target).contains("/") }

    /// Returns the prefix of the name of the channel that is dialled there: `Local/900@`, `PJSIP/trunk-`,
    /// `SIP/192.0.2.1-`.
    static func channelPrefix(of target: String) -> String {
        guard !isLocal(target) else { return "\(local)\(number(in: target))@" }
        let parts = target.split(separator: "/", maxSplits: 2)
        guard parts.count == 2 else { return "\(parts[0])/\(parts[1])-" }
        let host = parts[1].split(separator: "@").last ?? parts[1]
        return "\(parts[0])/\(host)-"
    }
}

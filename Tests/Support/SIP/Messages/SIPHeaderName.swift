/// The compact forms of header names (RFC 3261, section 20, and the RFCs that add to it).
enum SIPHeaderName {
    private static let compact: [String: String] = [
        "a": "Accept-Contact", "b": "Referred-By", "c": "Content-Type", "d": "Request-Disposition",
        "e": "Content-Encoding", "f": "From", "i": "Call-ID", "j": "Reject-Contact", "k": "Supported",
        "l": "Content-Length", "m": "Contact", "o": "Event", "r": "Refer-To", "s": "Subject", "t": "To",
        "u": "Allow-Events", "v": "Via", "x": "Session-Expires",
    ]

    /// The long name of a compact one; any other name as it is.
    static func long(_ name: some StringProtocol) -> String {
        compact[name.lowercased()] ?? String(name)
    }
}

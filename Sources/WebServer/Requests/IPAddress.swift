import Glibc

/// Parses and normalizes IP addresses in text form.
public enum IPAddress {
    /// Whether a text is an IPv4 or IPv6 address in the usual form.
    public static func isValid(_ text: String) -> Bool {
        bytes(text, AF_INET, count: 4) != nil || v6(text) != nil
    }

    /// Returns the 16 bytes of an IPv6 address; `nil` for any other text.
    static func v6(_ text: String) -> [UInt8]? {
        bytes(text, AF_INET6, count: 16)
    }

    /// Returns the usual form of an address: IPv4 even if mapped to IPv6 (RFC 4291, section 2.5.5.2), and IPv6 as in
    /// RFC 5952.
    ///
    /// Returns any other text unchanged.
    static func canonical(_ text: String) -> String {
        guard var bytes = v6(text) else { return text }
        if bytes.prefix(10).allSatisfy({ $0 == 0 }), bytes[10] == 0xFF, bytes[11] == 0xFF {
            return bytes[12...].map(String.init).joined(separator: ".")
        }
        var name = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        guard inet_ntop(AF_INET6, &bytes, &name, socklen_t(name.count)) != nil else { return text }
        return String(decoding: name.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    private static func bytes(_ text: String, _ family: Int32, count: Int) -> [UInt8]? {
        var address = [UInt8](repeating: 0, count: count)
        return inet_pton(family, text, &address) == 1 ? address : nil
    }
}

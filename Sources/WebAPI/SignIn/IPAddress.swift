import Glibc

/// IP addresses as texts.
public enum IPAddress {
    /// Whether it is one of IPv4 or IPv6, in the usual form.
    public static func isValid(_ text: String) -> Bool {
        var address = in_addr()
        return inet_pton(AF_INET, text, &address) == 1 || v6(text) != nil
    }

    /// The 16 bytes of an IPv6 address; `nil` for any other text.
    static func v6(_ text: String) -> [UInt8]? {
        var address = in6_addr()
        guard inet_pton(AF_INET6, text, &address) == 1 else { return nil }
        return withUnsafeBytes(of: address) { Array($0) }
    }
}

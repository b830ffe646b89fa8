import Glibc

/// IP addresses as texts.
public enum IPAddress {
    /// Whether it is one of IPv4 or IPv6, in the usual form.
    public static func isValid(_ text: String) -> Bool {
        bytes(text, AF_INET, count: 4) != nil || v6(text) != nil
    }

    /// The 16 bytes of an IPv6 address; `nil` for any other text.
    static func v6(_ text: String) -> [UInt8]? {
        bytes(text, AF_INET6, count: 16)
    }

    private static func bytes(_ text: String, _ family: Int32, count: Int) -> [UInt8]? {
        var address = [UInt8](repeating: 0, count: count)
        return inet_pton(family, text, &address) == 1 ? address : nil
    }
}

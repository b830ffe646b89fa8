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

    /// As it is written most often: IPv4 also where IPv6 maps it (RFC 4291, section 2.5.5.2), and IPv6 as RFC 5952 says. Any
    /// other text as it is.
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

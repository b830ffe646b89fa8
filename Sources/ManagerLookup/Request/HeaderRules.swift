/// Decides which header fields a mapping may set.
enum HeaderRules {
    /// Set by the HTTP client only: with these a mapping could reach another host or break the framing.
    private static let reserved: Set<String> = [
        "connection", "content-length", "expect", "host", "keep-alive", "proxy-authorization", "proxy-connection", "te",
        "trailer", "transfer-encoding", "upgrade",
    ]
    private static let punctuation = Set("!#$%&'*+-.^_`|~".utf8)

    /// - Returns: the problem with the name, or `nil`.
    static func problem(inName name: String) -> String? {
        let isToken = name.utf8.allSatisfy { byte in
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
                || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || punctuation.contains(byte)
        }
        if name.isEmpty || !isToken { return "not the name of a header field" }
        if reserved.contains(name.lowercased()) { return "this header field is set by the HTTP client" }
        return nil
    }
}

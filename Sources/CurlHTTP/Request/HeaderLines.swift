/// The header lines of a request in libcurl's format.
///
/// In libcurl's list, `Name: value` sends a field, `Name;` sends a field without a value, and `Name:` suppresses a
/// field that libcurl would add by itself (https://curl.se/libcurl/c/CURLOPT_HTTPHEADER.html).
enum HeaderLines {
    /// Fields that describe the message's framing: contradictory framing allows request smuggling.
    private static let framing: Set<String> = ["content-length", "transfer-encoding"]
    /// Fields that libcurl adds unasked to a request with content.
    ///
    /// `Expect` would make it wait for the server's permission.
    private static let unwanted = ["Expect", "Content-Type"]

    static func make(_ headers: [HTTPHeader]) throws(CurlHTTPError) -> [String] {
        var lines: [String] = []
        var names: Set<String> = []
        for header in headers {
            guard !header.name.isEmpty, header.name.utf8.allSatisfy(isTokenCharacter) else {
                throw .invalidRequest("a header name is empty or has a character that may not be in one")
            }
            let name = header.name.lowercased()
            guard !framing.contains(name) else {
                throw .invalidRequest("the header \(header.name) is set by the client itself: leave it out")
            }
            guard header.value.utf8.allSatisfy({ $0 != 0 && $0 != 0x0A && $0 != 0x0D }) else {
                throw .invalidRequest("the value of the header \(header.name) has a CR, LF or NUL in it")
            }
            names.insert(name)
            let blank = header.value.utf8.allSatisfy { $0 == 0x20 || $0 == 0x09 }
            lines.append(blank ? "\(header.name);" : "\(header.name): \(header.value)")
        }
        for name in unwanted where !names.contains(name.lowercased()) {
            lines.append("\(name):")
        }
        return lines
    }

    /// Whether a byte may be in a token (RFC 9110, 5.6.2).
    static func isTokenCharacter(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
        case UInt8(ascii: "0")...UInt8(ascii: "9"): true
        default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
        }
    }
}

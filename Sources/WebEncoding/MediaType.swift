/// What a `Content-Type` says (RFC 9110, section 8.3.1).
public struct MediaType: Sendable, Equatable {
    /// Type and subtype in lower case, such as `application/json`.
    public let essence: String
    /// The parameter `charset`, without its quotes.
    public let charset: String?

    /// - Parameter field: the value of the header field.
    public init(_ field: String) {
        // Nearly all are written plainly.
        guard !field.utf8.allSatisfy(\.isPlain) else {
            (essence, charset) = (field, nil)
            return
        }
        let parts = field.split(separator: ";", omittingEmptySubsequences: false).map { part in
            String(part.filter { $0 != " " && $0 != "\t" })
        }
        essence = (parts.first ?? "").lowercased()
        let parameter = parts.dropFirst().first { $0.lowercased().hasPrefix("charset=") }
        let value = parameter?.dropFirst("charset=".count).filter { $0 != "\"" && $0 != "'" } ?? ""
        charset = value.isEmpty ? nil : value
    }

    /// `application/json`, or another type that is written as JSON (RFC 6839, section 3.1).
    public var isJSON: Bool {
        essence == "application/json" || (essence.hasPrefix("application/") && essence.hasSuffix("+json"))
    }
}

extension UInt8 {
    /// Whether it has a place in a type in lower case that has no parameters.
    fileprivate var isPlain: Bool {
        switch self {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "/"),
            UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "."):
            true
        default: false
        }
    }
}

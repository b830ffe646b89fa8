/// The media type of a `Content-Type` field (RFC 9110, section 8.3.1).
public struct MediaType: Sendable, Equatable {
    /// The type and subtype in lower case, for example `application/json`.
    public let essence: String
    /// The `charset` parameter, without quotes.
    public let charset: String?

    /// - Parameter field: the value of the header field.
    public init(_ field: String) {
        // Fast path: most have no parameters and are in lower case.
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

    /// Whether the type is `application/json` or another JSON type (RFC 6839, section 3.1).
    public var isJSON: Bool {
        essence == "application/json" || (essence.hasPrefix("application/") && essence.hasSuffix("+json"))
    }
}

extension UInt8 {
    /// Whether this byte is allowed in a lower-case type without parameters.
    fileprivate var isPlain: Bool {
        switch self {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "/"),
            UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "."):
            true
        default: false
        }
    }
}

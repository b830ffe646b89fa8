/// The value of a From, To, Contact or Refer-To header: `"Name" <sip:user@host:port>;tag=…`.
struct SIPAddress: Sendable, Equatable {
    var displayName: String
    var uri: String
    var tag: String?

    /// Reads a header's value; nil when it holds no URI.
    init?(_ value: String) {
        var rest = value.trimmed
        displayName = ""
        if rest.first == "\"" {
            rest = rest.dropFirst()
            var isEscaped = false
            while let character = rest.first {
                rest = rest.dropFirst()
                if isEscaped {
                    displayName.append(character)
                    isEscaped = false
                } else if character == "\\" {
                    isEscaped = true
                } else if character == "\"" {
                    break
                } else {
                    displayName.append(character)
                }
            }
        } else if let bracket = rest.firstIndex(of: "<") {
            displayName = String(rest[..<bracket].trimmed)
        }
        var parameters: Substring
        if let open = rest.firstIndex(of: "<") {
            guard let close = rest[open...].firstIndex(of: ">") else { return nil }
            uri = String(rest[rest.index(after: open)..<close].trimmed)
            parameters = rest[rest.index(after: close)...]
        } else {
            // Without brackets, parameters belong to the header, not to the URI (RFC 3261, section 20.10).
            let end = rest.firstIndex(of: ";") ?? rest.endIndex
            uri = String(rest[..<end].trimmed)
            parameters = rest[end...]
        }
        guard uri.contains(":") else { return nil }
        tag = nil
        for parameter in parameters.split(separator: ";") {
            let pair = parameter.split(separator: "=", maxSplits: 1)
            if pair.count == 2, pair[0].trimmed.lowercased() == "tag" { tag = String(pair[1].trimmed) }
        }
    }

    /// The user part of the URI: the extension or number.
    var user: String {
        guard let colon = uri.firstIndex(of: ":") else { return "" }
        let address = uri[uri.index(after: colon)...]
        guard let at = address.firstIndex(of: "@") else { return "" }
        let user = address[..<at].prefix { $0 != ";" && $0 != ":" }
        return user.removingPercentEncoding
    }
}

extension Substring {
    /// Percent escapes decoded; left as it is when they are no UTF-8.
    fileprivate var removingPercentEncoding: String {
        let encoded = Array(utf8)
        var bytes: [UInt8] = []
        var index = 0
        while index < encoded.count {
            if encoded[index] == UInt8(ascii: "%"), index + 2 < encoded.count,
                let value = UInt8(String(decoding: encoded[(index + 1)...(index + 2)], as: UTF8.self), radix: 16)
            {
                bytes.append(value)
                index += 3
            } else {
                bytes.append(encoded[index])
                index += 1
            }
        }
        return String(validating: bytes, as: UTF8.self) ?? String(self)
    }
}

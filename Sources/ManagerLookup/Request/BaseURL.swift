/// The only place that a lookup source may reach: an origin and a path, which all requests' paths are appended to.
struct BaseURL: Sendable, Equatable {
    /// The scheme, host and port.
    let origin: String
    /// The path: empty, or with a leading slash and no trailing one.
    let prefix: String

    /// - Parameter text: an absolute `http` or `https` URL without user information, query and fragment.
    /// - Throws: ``ParseError`` for any other text.
    init(_ text: String) throws(ParseError) {
        guard text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && !Self.forbidden.contains($0) }) else {
            throw ParseError(problem: "it may hold neither spaces, quotes, backslashes, ?, # nor letters beyond ASCII")
        }
        let lowercased = text.lowercased()
        guard let scheme = ["http://", "https://"].first(where: lowercased.hasPrefix) else {
            throw ParseError(problem: "it must begin with http:// or https://")
        }
        let rest = text.dropFirst(scheme.count)
        let authority = rest.prefix { $0 != "/" }
        guard !authority.contains("@") else {
            throw ParseError(problem: "user name and password belong under credentials")
        }
        guard Self.isHostAndPort(authority.utf8) else {
            throw ParseError(
                problem: authority.isEmpty ? "the host is missing" : "\(authority) is no host and port")
        }
        let path = rest.dropFirst(authority.count).trimmingSuffix("/")
        if path.hasSuffix("/") { throw ParseError(problem: "it ends with more than one slash") }
        if let problem = PathRules.problem(in: String(path.dropFirst())) { throw ParseError(problem: problem) }
        origin = scheme + authority.lowercased()
        prefix = String(path)
    }

    /// Returns whether a text is a name or an address, with IPv6 in brackets, and an optional port.
    ///
    /// Uses no regular expression, which would be compiled at each use, since every lookup calls this.
    private static func isHostAndPort(_ authority: Substring.UTF8View) -> Bool {
        let host: Substring.UTF8View
        var rest = authority
        if authority.first == UInt8(ascii: "[") {
            guard let end = authority.firstIndex(of: UInt8(ascii: "]")) else { return false }
            host = authority[..<end].dropFirst()
            guard host.allSatisfy({ isHexadecimal($0) || $0 == UInt8(ascii: ":") || $0 == UInt8(ascii: ".") }) else {
                return false
            }
            rest = authority[end...].dropFirst()
        } else {
            host = authority.prefix { isLetter($0) || isDigit($0) || "._-".utf8.contains($0) }
            rest = authority.dropFirst(host.count)
        }
        guard !host.isEmpty else { return false }
        guard let colon = rest.first else { return true }
        let port = rest.dropFirst()
        return colon == UInt8(ascii: ":") && (1...5).contains(port.count) && port.allSatisfy(isDigit)
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }

    private static func isHexadecimal(_ byte: UInt8) -> Bool {
        isDigit(byte) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte | 0x20)
    }

    /// Returns the URL of a request.
    ///
    /// - Parameters:
    ///   - path: the encoded path, checked by ``PathRules``; empty for the base URL itself.
    ///   - query: encoded `name=value` items.
    func url(path: String, query: [String]) -> String {
        let whole = path.isEmpty && !prefix.isEmpty ? prefix : "\(prefix)/\(path)"
        return origin + whole + (query.isEmpty ? "" : "?" + query.joined(separator: "&"))
    }

    private static let forbidden = Set("\"'<>\\^`{|}?#".utf8)
}

extension Substring {
    fileprivate func trimmingSuffix(_ character: Character) -> Substring {
        last == character ? dropLast() : self
    }
}

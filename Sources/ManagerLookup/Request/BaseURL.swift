/// The one place that a lookup source may reach: an origin and a path that everything else is put behind.
struct BaseURL: Sendable, Equatable {
    /// Scheme, host and port.
    let origin: String
    /// Empty, or beginning with a slash and not ending with one.
    let prefix: String

    /// - Parameter text: an absolute `http` or `https` URL without user information, query and fragment.
    /// - Throws: ``Flaw`` when it is anything else.
    init(_ text: String) throws(Flaw) {
        guard text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && !Self.forbidden.contains($0) }) else {
            throw Flaw(problem: "it may hold neither spaces, quotes, backslashes, ?, # nor letters beyond ASCII")
        }
        let lowercased = text.lowercased()
        guard let scheme = ["http://", "https://"].first(where: lowercased.hasPrefix) else {
            throw Flaw(problem: "it must begin with http:// or https://")
        }
        let rest = text.dropFirst(scheme.count)
        let authority = rest.prefix { $0 != "/" }
        guard !authority.contains("@") else {
            throw Flaw(problem: "user name and password belong under credentials")
        }
        guard authority.wholeMatch(of: /(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+)(:[0-9]{1,5})?/) != nil else {
            throw Flaw(problem: "\(authority.isEmpty ? "the host is missing" : "\(authority) is no host and port")")
        }
        let path = rest.dropFirst(authority.count).trimmingSuffix("/")
        if path.hasSuffix("/") { throw Flaw(problem: "it ends with more than one slash") }
        if let problem = PathRules.problem(in: String(path.dropFirst())) { throw Flaw(problem: problem) }
        origin = scheme + authority.lowercased()
        prefix = String(path)
    }

    /// The URL of a request.
    ///
    /// - Parameters:
    ///   - path: encoded and checked by ``PathRules``; empty for the base URL itself.
    ///   - query: encoded `name=value` items.
    func url(path: String, query: [String]) -> String {
        let whole = path.isEmpty && !prefix.isEmpty ? prefix : "\(prefix)/\(path)"
        return origin + whole + (query.isEmpty ? "" : "?" + query.joined(separator: "&"))
    }

    private static let forbidden = Set("\"'<>\\^`{|}?#".utf8)

    /// What is wrong with a base URL.
    struct Flaw: Error, Equatable {
        let problem: String
    }
}

extension Substring {
    fileprivate func trimmingSuffix(_ character: Character) -> Substring {
        last == character ? dropLast() : self
    }
}

extension LookupSource {
    /// Scheme, host and port of the base URL, the same for every way of writing them.
    public var origin: String { Self.origin(of: baseURL) }

    /// - Parameter url: an `http` or `https` address; anything else is its own origin.
    public static func origin(of url: String) -> String {
        let lowercased = url.lowercased()
        guard
            let (scheme, port) = [("http://", ":80"), ("https://", ":443")].first(where: { lowercased.hasPrefix($0.0) })
        else { return url }
        let authority = lowercased.dropFirst(scheme.count).prefix { !"/?#".contains($0) }
        // The port of an IPv6 address comes after its bracket.
        return scheme + (authority.hasSuffix(port) ? authority.dropLast(port.count) : authority)
    }
}

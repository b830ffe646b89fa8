extension LookupSource {
    /// The scheme, host and port of the base URL, in one normalized form.
    public var origin: String { Self.origin(of: baseURL) }

    /// - Parameter url: an `http` or `https` URL; anything else is its own origin.
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

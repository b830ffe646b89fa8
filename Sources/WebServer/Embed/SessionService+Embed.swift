public import Administration

extension SessionService {
    /// Returns the operator of the embedded page that sends this bearer token, if the key that admitted them is still
    /// trusted; counts as use of the session.
    ///
    /// - Parameter embed: `nil` if no CRM embeds the panel.
    public func embedded(_ secret: String, trusting embed: EmbedVerifier?) async throws -> EmbeddedOperator? {
        guard let embed, let session = try await embedded(secret), case .embedded(let guest) = session.holder,
            embed.admits(guest)
        else { return nil }
        return guest
    }
}

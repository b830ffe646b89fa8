public import Administration

extension SessionService {
    /// The operator whose embedded page shows this bearer token, while what has let them in is still trusted; this counts
    /// as a use.
    ///
    /// - Parameter embed: `nil` where no CRM embeds the panel.
    public func embedded(_ secret: String, trusting embed: EmbedVerifier?) async throws -> EmbeddedOperator? {
        guard let embed, let session = try await embedded(secret), case .embedded(let guest) = session.holder,
            embed.admits(guest)
        else { return nil }
        return guest
    }
}

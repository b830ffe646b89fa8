/// What prompts are made from, where several bridges share a database: each can make what another one has ordered.
public protocol PromptRecipes: Sendable {
    /// Notes what a prompt is made from, in memory; it is stored a moment later, and nobody waits for that.
    ///
    /// - Parameters:
    ///   - digest: SHA-256 in 64 lower-case hex digits: the name under which the prompt is served.
    ///   - make: what it is made from, as JSON; called at once, and not at all where it has been noted of late.
    func note(_ digest: String, _ make: () throws -> String)
    /// What a prompt is made from, as it was noted at any bridge.
    ///
    /// - Parameter digest: as it came in a URL; anybody may ask for anything.
    /// - Returns: `nil` when nothing is noted under this digest.
    /// - Throws: ``PromptRecipesUnavailable``, or `CancellationError`.
    func recipe(of digest: String) async throws -> String?
}

/// Nobody can say at the moment what a prompt is made from: the database is away, or too many ask.
public struct PromptRecipesUnavailable: Error, CustomStringConvertible {
    /// What is the matter, for the log.
    public let description: String

    public init(_ description: String) {
        self.description = description
    }
}

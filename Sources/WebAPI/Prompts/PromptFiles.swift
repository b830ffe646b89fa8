/// Where the PBX's prompts come from.
public protocol PromptFiles: Sendable {
    /// The whole WAV file, header included.
    ///
    /// - Parameter digest: SHA-256 in 64 lower-case hex digits.
    /// - Returns: `nil` when there is no such prompt.
    /// - Throws: `PromptRecipesUnavailable` when other bridges may have it, and nobody can say so at the moment.
    func wav(digest: String) async throws -> [UInt8]?
}

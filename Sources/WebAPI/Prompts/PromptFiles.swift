/// The source of the prompts that the PBX fetches.
public protocol PromptFiles: Sendable {
    /// Returns the whole WAV file, header included.
    ///
    /// - Parameter digest: SHA-256 in 64 lower-case hex digits.
    /// - Returns: `nil` if there is no such prompt.
    /// - Throws: `PromptRecipesUnavailable` if another bridge may have the prompt, but this cannot be checked at the
    ///   moment.
    func wav(digest: String) async throws -> [UInt8]?
}

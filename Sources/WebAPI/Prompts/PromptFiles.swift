/// Where the PBX's prompts come from.
public protocol PromptFiles: Sendable {
    /// The whole WAV file, header included.
    ///
    /// - Parameter digest: SHA-256 in 64 lower-case hex digits.
    /// - Returns: `nil` when there is no such prompt.
    func wav(digest: String) async throws -> [UInt8]?
}

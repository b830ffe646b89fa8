import ConcurrencyPrimitives

/// The digests of texts that a voice spoke, so that cached prompts need not be prepared for speech at every call.
///
/// They belong to one version of a voice: a changed or reloaded voice gets new ones.
final class PromptDigests: Sendable, Equatable {
    private struct Key: Hashable {
        let text: String
        let sampleRate: Int
    }

    static let maximumCount = 1_000

    private let known = Locked<[Key: PromptDigest]>([:])

    /// The remembered digests are not part of a voice's value.
    static func == (_: PromptDigests, _: PromptDigests) -> Bool { true }

    /// Returns the digest of a text that is not prepared for speech yet.
    ///
    /// - Parameter make: called if the digest of the text is not known yet.
    func digest(
        of text: String, sampleRate: Int, make: () throws -> PromptDigest
    ) rethrows -> PromptDigest {
        let key = Key(text: text, sampleRate: sampleRate)
        if let digest = known.withLock({ $0[key] }) { return digest }
        let digest = try make()
        known.withLock { known in
            if known.count >= Self.maximumCount { known = [:] }
            known[key] = digest
        }
        return digest
    }
}

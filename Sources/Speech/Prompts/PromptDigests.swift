import ConcurrencyPrimitives

/// The digests of the texts that a voice has said, so that what lies ready is not prepared for speech at every call.
///
/// They belong to one voice as it is: one that is changed, or read again, has others.
final class PromptDigests: Sendable, Equatable {
    private struct Key: Hashable {
        let text: String
        let sampleRate: Int
    }

    static let maximumCount = 1_000

    private let known = Locked<[Key: PromptDigest]>([:])

    /// What is remembered is no property of a voice.
    static func == (_: PromptDigests, _: PromptDigests) -> Bool { true }

    /// The digest of a text before it is prepared.
    ///
    /// - Parameter make: called for a text that is not known yet.
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

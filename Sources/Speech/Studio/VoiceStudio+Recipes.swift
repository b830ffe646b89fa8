extension VoiceStudio {
    /// Makes a prompt from what another bridge has noted.
    ///
    /// - Parameter digest: under which the other bridge has ordered it.
    /// - Returns: `nil` where it would be another prompt on this machine.
    /// - Throws: `SpeechError`, or `CancellationError`.
    func render(_ recipe: PromptRecipe, as digest: PromptDigest) async throws -> RenderedPrompt? {
        switch recipe {
        case .speech(let text, let settings, let sampleRate, _):
            return try await renderer.render(
                SpeechText(prepared: text), settings: settings, sampleRate: sampleRate, as: digest)
        case .recording(let name):
            let prompt = try await play(name)
            return prompt.digest == digest.hex ? prompt : nil
        }
    }
}

extension VoiceStudio {
    /// Renders a prompt from another bridge's recipe.
    ///
    /// - Parameter digest: the digest under which the other bridge ordered it.
    /// - Returns: `nil` if it would be a different prompt on this machine.
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

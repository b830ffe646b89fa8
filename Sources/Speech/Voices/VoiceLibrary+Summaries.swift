public import Administration
import HelpDesk

/// Voice summaries for people who choose a voice.
extension VoiceLibrary: VoiceProvider {
    public func voices() -> [VoiceSummary] {
        let catalogue = current
        return catalogue.names.compactMap { name in
            guard let voice = try? catalogue.voice(named: name) else { return nil }
            return VoiceSummary(
                name: voice.name, title: voice.title, language: voice.language,
                texts: voice.prompts.compactMapValues(\.first?.source))
        }
    }
}

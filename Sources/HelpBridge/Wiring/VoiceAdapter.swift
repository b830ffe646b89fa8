import Speech
import WebAPI

/// The voices as the pages need them.
struct VoiceAdapter: VoiceDesk {
    let library: VoiceLibrary

    func voices() -> [VoiceRecord] {
        let catalogue = library.current
        return catalogue.names.compactMap { name in
            guard let voice = try? catalogue.voice(named: name) else { return nil }
            return VoiceRecord(
                name: voice.name, title: voice.title, language: voice.language,
                texts: voice.prompts.compactMapValues(\.first?.source))
        }
    }
}

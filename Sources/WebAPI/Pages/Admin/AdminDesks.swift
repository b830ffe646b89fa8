import HelpDesk

/// What the administrator's pages are about.
struct AdminDesks: Sendable {
    let settings: any SettingsDesk
    let sounds: any SoundDesk
    let sources: any LookupSourceDesk
    let tokens: any TokenDesk
    let mappings: any MappingDesk
    let voices: any VoiceDesk
    let users: any UserDesk

    init(_ backend: WebApplication.Backend) {
        settings = backend.settings
        sounds = backend.sounds
        sources = backend.sources
        tokens = backend.tokenDesk
        mappings = backend.mappings
        voices = backend.voices
        users = backend.users
    }
}

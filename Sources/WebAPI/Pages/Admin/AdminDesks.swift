/// What the administrator's pages are about.
struct AdminDesks: Sendable {
    let settings: any SettingsDesk
    let sounds: any SoundDesk
    let recordings: any SoundRecordingDesk
    let sources: any LookupSourceDesk
    let tokens: any TokenDesk
    let mappings: any MappingDesk
    let voices: any VoiceDesk
    let users: any UserDesk
    let deliveries: any WebhookDeliveryDesk
    /// Takes a webhook's delivery once more.
    let intake: WebhookIntake

    init(_ backend: WebApplication.Backend, intake: WebhookIntake) {
        self.intake = intake
        recordings = backend.recordings
        deliveries = backend.deliveries
        settings = backend.settings
        sounds = backend.sounds
        sources = backend.sources
        tokens = backend.tokenDesk
        mappings = backend.mappings
        voices = backend.voices
        users = backend.users
    }
}

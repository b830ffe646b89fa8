public import Administration
import HelpDesk

/// Two kinds of CRM: one with a token and webhooks, one that only knows a user.
public struct FakeMappings: MappingProvider {
    public func mappings() -> [MappingSummary] {
        [
            MappingSummary(
                name: "generic", title: "Home-made CRM",
                credentials: [.init(name: "token", description: "what it expects", isSecret: true, isRequired: false)],
                webhook: .init(signature: .standard, example: #"{"operator":"101","reason":"it's urgent"}"#),
                canReport: true),
            MappingSummary(
                name: "other", title: "Other CRM",
                credentials: [.init(name: "user", description: "its user", isSecret: false, isRequired: true)],
                webhook: nil),
        ]
    }

    public func fault(ofMapping name: String) -> String? {
        ["generic", "other"].contains(name) ? nil : "Mappings/\(name).yaml:3: manager: is missing"
    }
}

/// A Persian and an English voice.
public struct FakeVoices: VoiceProvider {
    public func voices() -> [VoiceSummary] {
        [
            VoiceSummary(
                name: "en", title: "English", language: "en-GB", texts: [.requestSent: "Your request is sent."]),
            VoiceSummary(name: "fa", title: "فارسی", language: "fa", texts: [.requestSent: "درخواست شما فرستاده شد."]),
        ]
    }
}

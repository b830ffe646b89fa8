public import Administration
import HelpDesk

/// Two kinds of CRM: one with a token and webhooks, one that only knows a user.
public struct FakeMappings: MappingDesk {
    public func mappings() -> [MappingRecord] {
        [
            MappingRecord(
                name: "generic", title: "Home-made CRM",
                credentials: [.init(name: "token", description: "what it expects", isSecret: true, isRequired: false)],
                webhook: .init(proof: .standard, example: #"{"operator":"101","reason":"it's urgent"}"#)),
            MappingRecord(
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
public struct FakeVoices: VoiceDesk {
    public func voices() -> [VoiceRecord] {
        [
            VoiceRecord(
                name: "en", title: "English", language: "en-GB", texts: [.requestSent: "Your request is sent."]),
            VoiceRecord(name: "fa", title: "فارسی", language: "fa", texts: [.requestSent: "درخواست شما فرستاده شد."]),
        ]
    }
}

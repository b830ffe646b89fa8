import HelpDesk

/// The PBX's phones as forms offer them: each with whose it is and how it stands.
struct ExtensionChoices: Sendable {
    /// How many are offered; whoever has more phones types the number.
    private static let maximumCount = 1_000

    let visit: PageVisit
    private let callCenter: CallCenter
    /// `nil` where the PBX does not tell.
    private let found: [PBXExtension]?
    private let states: [String: DeviceState]

    /// - Throws: `CancellationError`.
    init(_ services: PageServices, for visit: PageVisit) async throws {
        self.visit = visit
        callCenter = services.callCenter.current
        found = try await services.extensions.extensions()
        states = Dictionary((found ?? []).map { ($0.number, $0.state) }) { first, _ in first }
    }

    /// For `admin/extensions`.
    var content: PageContent {
        let people = Dictionary(uniqueKeysWithValues: callCenter.people.map { ($0.extension, $0.name ?? "") })
        return [
            "isListed": found != nil,
            "phones": (found ?? []).prefix(Self.maximumCount).map { phone -> PageContent in
                let words = [people[phone.number], visit.language.text(ifPresent: Self.key(phone.state))]
                return [
                    "number": phone.number,
                    "label": words.compactMap { $0?.nonEmpty }.joined(separator: " · "),
                ]
            },
        ]
    }

    /// How a number's phone stands, as a badge has it; empty where the PBX does not tell.
    func state(of number: String) -> PageContent {
        guard let found, !number.isEmpty else { return ["state": ""] }
        guard let state = states[number] else {
            // One that it cannot list may still be dialled, such as a mobile phone.
            return ["state": found.isEmpty ? "" : visit.text("extensions.notListed"), "stateTone": "plain"]
        }
        return ["state": visit.language.text(ifPresent: Self.key(state)) ?? "", "stateTone": Self.tone(state)]
    }

    private static func key(_ state: DeviceState) -> String { "extensions.states.\(state.rawValue)" }

    private static func tone(_ state: DeviceState) -> String {
        switch state {
        case .idle: "good"
        case .ringing, .inUse: "busy"
        case .unavailable: "bad"
        case .unknown: "plain"
        }
    }
}

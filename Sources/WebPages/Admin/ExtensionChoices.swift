import HelpDesk

/// The PBX's phones as forms offer them, each with its owner and state.
struct ExtensionChoices: Sendable {
    /// The maximum number of phones on offer; the numbers of further phones are typed.
    private static let maximumCount = 1_000

    let visit: PageVisit
    private let callCenter: CallCenter
    /// The phones; `nil` if the PBX does not report them.
    private let found: [PBXExtension]?
    private let states: [String: DeviceState]

    /// - Throws: `CancellationError`.
    init(_ services: PageServices, for visit: PageVisit) async throws {
        self.visit = visit
        callCenter = services.callCenter.current
        found = try await services.extensions.extensions()
        states = Dictionary((found ?? []).map { ($0.number, $0.state) }) { first, _ in first }
    }

    /// The content of `admin/extensions`.
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

    /// Returns the state of a number's phone for a badge; empty if the PBX does not report its phones.
    func state(of number: String) -> PageContent {
        guard let found, !number.isEmpty else { return ["state": ""] }
        guard let state = states[number] else {
            // A number that the PBX does not list may still be dialled, such as a mobile phone's.
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

/// Stored beside the request, in which the report stands.
extension Visit {
    /// The legs as they are stored.
    struct Stored: Decodable {
        let phone: Leg
        let listener: Leg?
        let listenerMode: CallMode
        let nextListener: Leg?
        let isBridged: Bool
        let isStarPressed: ModeKeypad
    }

    enum CodingKeys: String, CodingKey {
        case phone, listener, listenerMode, nextListener, isBridged
        case keypad = "isStarPressed"
    }

    init(_ stored: Stored, _ report: SupervisorVisit) {
        self.init(
            phone: stored.phone, listener: stored.listener, listenerMode: stored.listenerMode,
            nextListener: stored.nextListener, isBridged: stored.isBridged, keypad: stored.isStarPressed,
            report: report)
    }
}

/// Stored next to the request, which contains the report.
extension Visit {
    /// The stored form of the legs.
    struct Stored: Decodable {
        let phone: Leg
        let listener: Leg?
        let listenerMode: CallMode
        let nextListener: Leg?
        /// Missing in earlier versions, which accepted no change while another was under way.
        let nextListenerMode: CallMode?
        let isBridged: Bool
        let isStarPressed: ModeKeypad
    }

    enum CodingKeys: String, CodingKey {
        case phone, listener, listenerMode, nextListener, nextListenerMode, isBridged
        case keypad = "isStarPressed"
    }

    init(_ stored: Stored, _ report: SupervisorVisit) {
        self.init(
            phone: stored.phone, listener: stored.listener, listenerMode: stored.listenerMode,
            nextListener: stored.nextListener, nextListenerMode: stored.nextListenerMode, isBridged: stored.isBridged,
            keypad: stored.isStarPressed, report: report)
    }
}

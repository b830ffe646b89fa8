import Telephony
import Testing

@testable import HelpDesk

@Suite("An operator on the line whose PBX goes away", .timeLimit(.minutes(5)))
struct PBXAwayTests {
    private static let phones: [String: PhoneScript] = ["101": .answers(after: .zero), "200": .noAnswer]

    /// That an announcement is being played would be in the way.
    private static func route(_ route: Route) -> Route {
        var route = route
        route.prompts[.requestSent] = .silent
        return route
    }

    /// Runs a request one of whose orders comes at the moment at which the PBX goes away; it comes back at once.
    private func run(
        _ phones: [String: PhoneScript], _ route: Route, losing isLost: @escaping @Sendable (SimulatedOrder) -> Bool,
        _ body: (HelpDeskFixture, HelpRequestID) async throws -> Void
    ) async throws {
        try await HelpDeskFixture(phones: phones, route: Self.route(route)).run { fixture in
            let pbx = fixture.pbx
            pbx.setFault { isLost($0) ? .refuses(.notConnected) : nil }
            let id = try await fixture.service.submit(HelpDeskFixture.draft).id
            try await pbx.wait { $0.orders.contains { isLost($0.order) } }
            pbx.setFault(nil)
            pbx.disconnect()
            pbx.reconnect()
            try await body(fixture, id)
        }
    }

    @Test("An operator hears the ringing tone when the PBX is back, though the order for it was lost")
    func ringingTone() async throws {
        try await run(Self.phones, HelpDeskFixture.patientRoute) {
            if case .startRinging = $0 { true } else { false }
        } _: { fixture, id in
            try await fixture.pbx.wait { $0.hearsRinging(.ofOperator(id)) }
        }
    }

    @Test("An operator hears when the PBX is back that nobody is available")
    func unavailable() async throws {
        let phones = Self.phones.merging(["200": .declines(after: .zero), "201": .declines(after: .zero)]) { $1 }
        try await run(phones, HelpDeskFixture.route) {
            if case .play = $0 { true } else { false }
        } _: { fixture, id in
            let ended = try await fixture.store.wait(for: id) { $0.state.isEnd }
            #expect(ended.state == .unavailable && fixture.pbx.playedPrompts == 1)
        }
    }
}

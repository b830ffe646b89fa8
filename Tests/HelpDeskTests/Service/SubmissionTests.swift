import ConcurrencyPrimitives
import Telephony
import Testing

@testable import HelpDesk

@Suite(.timeLimit(.minutes(5)))
struct SubmissionTests {
    private static let key = IdempotencyKey("token 42", fingerprint: "a")
    private static let phones: [String: PhoneScript] = ["101": .noAnswer, "102": .noAnswer]

    /// Submits what makes a request, and returns that.
    private static func accepted(
        by fixture: HelpDeskFixture, _ key: IdempotencyKey = key
    ) async throws -> HelpRequest {
        let submission = try await fixture.service.submit(HelpDeskFixture.draft, once: key)
        let request: HelpRequest? = if case .accepted(let request) = submission { request } else { nil }
        return try #require(request, "\(submission)")
    }

    @Test("A submission repeated with its key gets the request as it was, and rings nobody")
    func replay() async throws {
        try await HelpDeskFixture(phones: Self.phones).run { fixture in
            let request = try await Self.accepted(by: fixture)
            _ = try await fixture.store.wait(for: request.id) { $0.state == .ringingOperator }
            let again = try await fixture.service.submit(HelpDeskFixture.draft, once: Self.key)
            #expect(again == .replayed(request.id, request))
            #expect(request.state == .accepted)
        }
    }

    @Test("Where only the request's id is remembered, a repetition gets the request as it is now")
    func forgotten() async throws {
        try await HelpDeskFixture(phones: Self.phones).run { fixture in
            _ = try await fixture.service.submit(HelpDeskFixture.draft, once: Self.key)
            let ringing = try await fixture.store.waitForAny { $0.state == .ringingOperator }
            await fixture.store.forgetSnapshots()
            #expect(
                try await fixture.service.submit(HelpDeskFixture.draft, once: Self.key)
                    == .replayed(ringing.id, ringing))
        }
    }

    @Test("A key that was used for something else is refused")
    func reused() async throws {
        try await HelpDeskFixture(phones: Self.phones).run { fixture in
            _ = try await fixture.service.submit(HelpDeskFixture.draft, once: Self.key)
            let other = IdempotencyKey(Self.key.text, fingerprint: "b")
            await #expect(throws: HelpDeskError.idempotencyKeyReused) {
                try await fixture.service.submit(HelpRequestDraft(operator: "102", route: "*5003"), once: other)
            }
        }
    }

    @Test("Of concurrent submissions with one key, one is accepted; the others are refused or repeat it")
    func concurrent() async throws {
        try await HelpDeskFixture(phones: Self.phones).run { fixture in
            let results = await withTaskGroup { group in
                for _ in 0..<20 {
                    group.addTask { () -> Result<Submission, any Error> in
                        do {
                            return .success(try await fixture.service.submit(HelpDeskFixture.draft, once: Self.key))
                        } catch {
                            return .failure(error)
                        }
                    }
                }
                return await group.reduce(into: []) { $0.append($1) }
            }
            var accepted = 0
            for result in results {
                switch result {
                case .success(.accepted): accepted += 1
                case .success(.replayed): continue
                case .failure(let error): #expect(error as? HelpDeskError == .idempotencyKeyInFlight)
                }
            }
            #expect(accepted == 1)
        }
    }

    @Test("A key whose submission was refused is free again")
    func freeAfterRefusal() async throws {
        try await HelpDeskFixture(phones: Self.phones).run { fixture in
            let unknown = HelpRequestDraft(operator: "999", route: "*5003")
            await #expect(throws: HelpDeskError.unknownOperator("999")) {
                try await fixture.service.submit(unknown, once: Self.key)
            }
            _ = try await Self.accepted(by: fixture)
        }
    }

    @Test("A further submission with a key of its own gets the operator's open request, and so does its repetition")
    func openRequest() async throws {
        try await HelpDeskFixture(phones: Self.phones).run { fixture in
            let open = try await fixture.service.submit(HelpDeskFixture.draft)
            let request = try await Self.accepted(by: fixture)
            #expect(request.id == open.id)
            let again = try await fixture.service.submit(HelpDeskFixture.draft, once: Self.key)
            #expect(again == .replayed(open.id, request))
        }
    }

    @Test("A press that gives a request up is answered with how that stands then, and so is its repetition")
    func secondPress() async throws {
        var route = HelpDeskFixture.route
        route.secondPress = .cancel
        try await HelpDeskFixture(phones: Self.phones, route: route).run { fixture in
            await fixture.service.context.flows(of: nil)?.takenUp.wait()
            // So that no phone has to stop ringing first.
            fixture.pbx.disconnect()
            let open = try await fixture.service.submit(HelpDeskFixture.draft)
            let request = try await Self.accepted(by: fixture)
            #expect(request.id == open.id && request.state == .cancelled)
            let again = try await fixture.service.submit(HelpDeskFixture.draft, once: Self.key)
            #expect(again == .replayed(open.id, request))
        }
    }

    /// Gives a request that a second press cancels, while the operator's phone rings for it.
    private func whileOperatorRings(
        _ scenario: (HelpDeskFixture, HelpRequest) async throws -> Void
    ) async throws {
        var route = HelpDeskFixture.patientRoute
        route.secondPress = .cancel
        try await HelpDeskFixture(phones: Self.phones, route: route).run { fixture in
            let open = try await fixture.service.submit(HelpDeskFixture.draft)
            _ = try await fixture.store.wait(for: open.id) { $0.state == .ringingOperator }
            try await scenario(fixture, open)
        }
    }

    @Test("A press that gives a request up is answered once that is stored")
    func secondPressStored() async throws {
        try await whileOperatorRings { fixture, open in
            let request = try await fixture.service.submit(HelpDeskFixture.draft)
            #expect(request.id == open.id)
            #expect(try await fixture.store.openRequest(of: "101") == nil)
        }
    }

    @Test("A press that gives a request up gets the same answer when it is repeated, whatever has become of it since")
    func secondPressRecorded() async throws {
        try await whileOperatorRings { fixture, open in
            let request = try await Self.accepted(by: fixture)
            #expect(try await fixture.store.idempotencyRecord(key: Self.key.text)?.snapshot == request)
            _ = try await fixture.store.wait(for: open.id) { $0.state.isEnd }
            let again = try await fixture.service.submit(HelpDeskFixture.draft, once: Self.key)
            #expect(again == .replayed(open.id, request))
        }
    }

    @Test("A press that failed after its key was stored gives the request up when it is repeated")
    func unfinishedPress() async throws {
        try await whileOperatorRings { fixture, open in
            try await fixture.store.record(IdempotencyRecord(Self.key, request: open.id))
            let repeated = try await fixture.service.submit(HelpDeskFixture.draft, once: Self.key)
            #expect(try await fixture.store.openRequest(of: "101") == nil)
            #expect(try await fixture.store.wait(for: open.id) { $0.state.isEnd }.state == .cancelled)
            #expect(try await fixture.service.submit(HelpDeskFixture.draft, once: Self.key) == repeated)
        }
    }

    @Test("A press of which another bridge was told is not refused where the request cannot be read after that")
    func unreadAfterPress() async throws {
        var route = HelpDeskFixture.route
        route.secondPress = .cancel
        let store = MemoryStore()
        let forwarding = MemoryForwarding(whenOrdered: { await store.makeUnreadable() })
        let other = try HelpDeskFixture(
            phones: Self.phones, store: store, route: route, access: PBXAccess(isShared: true),
            ownership: ChangingOwnership(), forwarding: forwarding)
        // The PBX is another bridge's: this one does not follow it.
        let open = try await other.service.submit(HelpDeskFixture.draft)
        #expect(try await other.service.submit(HelpDeskFixture.draft) == open)
        #expect(forwarding.orders.withLock { $0 } == 1)
    }

    @Test("A repetition gets the first request when that is over, and rings nobody")
    func over() async throws {
        try await HelpDeskFixture(phones: Self.phones).run { fixture in
            let request = try await Self.accepted(by: fixture)
            _ = try await fixture.service.cancel(request.id)
            _ = try await fixture.store.wait(for: request.id) { $0.state.isEnd }
            let orders = fixture.pbx.orders.count
            #expect(
                try await fixture.service.submit(HelpDeskFixture.draft, once: Self.key)
                    == .replayed(request.id, request))
            let other = IdempotencyKey(Self.key.text, fingerprint: "b")
            await #expect(throws: HelpDeskError.idempotencyKeyReused) {
                try await fixture.service.submit(HelpDeskFixture.draft, once: other)
            }
            #expect(fixture.pbx.orders.count == orders)
            // The operator can ask again.
            let next = try await Self.accepted(by: fixture, IdempotencyKey("token 43", fingerprint: "a"))
            #expect(next.id != request.id)
        }
    }

    @Test("Whoever may not see an operator's open request neither gets nor cancels it by asking for them, also again")
    func foreign() async throws {
        var route = HelpDeskFixture.route
        route.secondPress = .cancel
        let phones: [String: PhoneScript] = ["101": .answers(after: .zero), "200": .answers(after: .zero)]
        try await HelpDeskFixture(phones: phones, route: route).run { fixture in
            let request = try await Self.accepted(by: fixture)
            await #expect(throws: HelpDeskError.alreadyAsked("101")) {
                try await fixture.service.submit(HelpDeskFixture.draft, mayAct: { _ in false })
            }
            for key in [Self.key, IdempotencyKey("token 43", fingerprint: "a")] {
                await #expect(throws: HelpDeskError.alreadyAsked("101")) {
                    try await fixture.service.submit(HelpDeskFixture.draft, once: key, mayAct: { _ in false })
                }
            }
            let reached = try await fixture.store.wait(for: request.id) { $0.state == .connected || $0.state.isEnd }
            #expect(reached.state == .connected)
        }
    }

    @Test("When keys cannot be read, a repetition rings nobody")
    func unreadable() async throws {
        try await HelpDeskFixture(phones: Self.phones).run { fixture in
            let request = try await Self.accepted(by: fixture)
            _ = try await fixture.service.cancel(request.id)
            _ = try await fixture.store.wait(for: request.id) { $0.state.isEnd }
            let orders = fixture.pbx.orders.count
            await fixture.store.makeUnreadable()
            await #expect(throws: HelpDeskError.self) {
                try await fixture.service.submit(HelpDeskFixture.draft, once: Self.key)
            }
            #expect(fixture.pbx.orders.count == orders)
        }
    }
}

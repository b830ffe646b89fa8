import Foundation
import Telephony
import Testing

@testable import HelpDesk

@Suite("Supervisors at the help desk", .timeLimit(.minutes(15)))
struct SupervisorTests {
    /// 201 stands in the department's table; the CRM names 200, whom no table knows.
    private static let phones: [String: PhoneScript] = [
        "101": .answers(after: .zero), "200": .noAnswer, "201": .answers(after: .milliseconds(100)),
    ]

    private static func error(_ body: () async throws -> Void) async -> HelpDeskError? {
        do {
            try await body()
            return nil
        } catch {
            return error as? HelpDeskError
        }
    }

    @Test("A supervisor takes a request: the other phone stops ringing, theirs rings, once for two who say so at once")
    func take() async throws {
        var phones = Self.phones
        phones["201"] = .noAnswer
        try await HelpDeskFixture(phones: phones, timeScale: 0.3, route: HelpDeskFixture.patientRoute).run {
            fixture in
            let request = try await fixture.service.submit(HelpDeskFixture.draft)
            try await fixture.pbx.wait { $0.ringCounts["200"] == 1 }
            async let first = fixture.service.take(request.id, by: "201")
            async let second = fixture.service.take(request.id, by: "201")
            let attempts = try await [first, second].map { $0.attempts.map(\.extension) }
            #expect(attempts == [["200", "201"], ["200", "201"]])
            // Only now: once somebody has picked up, the request cannot be taken any more.
            try await fixture.pbx.wait { $0.ringCounts["201"] != nil }
            fixture.pbx.answer(phone: "201")
            let connected = try await fixture.store.wait(for: request.id) { $0.state == .connected }
            #expect(connected.manager?.extension == "201")
            #expect(connected.attempts.map(\.result) == [.cancelled, .answered])
            #expect(fixture.pbx.ringCounts["201"] == 1)
            let error = await Self.error { _ = try await fixture.service.take(request.id, by: "201") }
            #expect(error == .alreadyAnswered(request.id))
            // Whoever is refused has done nothing.
            #expect(fixture.audit.lines == Array(repeating: " took \(request.id) 201", count: 2))
            fixture.pbx.hangUp(phone: "201")
            _ = try await fixture.store.wait(for: request.id) { $0.state.isEnd }
            let over = await Self.error { _ = try await fixture.service.take(request.id, by: "201") }
            #expect(over == .requestOver(request.id))
        }
    }

    @Test("Supervisors must be helpers of some department, and dial nothing that pbx.numbers forbids")
    func strangers() async throws {
        try await HelpDeskFixture(phones: Self.phones).run { fixture in
            let request = try await fixture.service.submit(HelpDeskFixture.draft)
            let known: [(String, HelpDeskError)] = [
                ("102", .unknownHelper("102")), ("1", .forbiddenNumber("1")),
                ("201@evil", .forbiddenNumber("201@evil")),
            ]
            for (number, refusal) in known {
                let taking = await Self.error { _ = try await fixture.service.take(request.id, by: number) }
                #expect(taking == refusal)
                let joining = await Self.error {
                    _ = try await fixture.service.join(request.id, by: number, mode: .listen)
                }
                #expect(joining == refusal)
            }
            let id = HelpRequestID()
            let unknown = await Self.error { _ = try await fixture.service.take(id, by: "201") }
            #expect(unknown == .unknownRequest(id.text))
            let mode = await Self.error { _ = try await fixture.service.join(id, by: "201", mode: .consult) }
            #expect(mode == .unsupportedMode(.consult))
        }
    }

    @Test("A supervisor joins a call: they are rung, stand beside it, and go without its noticing")
    func join() async throws {
        let fixture = try HelpDeskFixture(phones: Self.phones, timeScale: 0.3, route: HelpDeskFixture.patientRoute)
        try await fixture.run { fixture in
            let request = try await fixture.service.submit(HelpDeskFixture.draft)
            let early = await Self.error { _ = try await fixture.service.join(request.id, by: "201", mode: .whisper) }
            #expect(early == .notConnected(request.id))
            try await fixture.pbx.wait { $0.ringCounts["200"] == 1 }
            fixture.pbx.answer(phone: "200")
            _ = try await fixture.store.wait(for: request.id) { $0.state == .connected }
            let joining = try await fixture.service.join(request.id, by: "201", mode: .whisper)
            #expect(joining.supervisors.map(\.state) == [.ringing])
            _ = try await fixture.store.wait(for: request.id) { $0.supervisors.map(\.state) == [.joined] }
            let bridges = fixture.pbx.snapshot.bridges
            #expect(bridges[.of(request.id)]?.count == 2)
            #expect(bridges[.ofSupervisor(request.id, ordinal: 1)]?.count == 2)
            fixture.pbx.press("*", phone: "201")
            fixture.pbx.press("3", phone: "201")
            _ = try await fixture.store.wait(for: request.id) { $0.supervisors.map(\.mode) == [.listen] }
            fixture.pbx.hangUp(phone: "201")
            let left = try await fixture.store.wait(for: request.id) { $0.supervisors.map(\.state) == [.left] }
            #expect(left.state == .connected)
            try await fixture.pbx.wait { $0.snapshot.channels.count == 2 }
            #expect(fixture.pbx.snapshot.bridges[.of(request.id)]?.count == 2)

            // The end of the call takes along whoever is still there.
            _ = try await fixture.service.join(request.id, by: "201", mode: .barge)
            _ = try await fixture.store.wait(for: request.id) { $0.supervisors.last?.state == .joined }
            fixture.pbx.hangUp(phone: "101")
            let ended = try await fixture.store.wait(for: request.id) { $0.state.isEnd }
            #expect(ended.outcome == .helped)
            #expect(ended.supervisors.map(\.state) == [.left, .left])
            try await fixture.pbx.wait { $0.snapshot == PBXSnapshot() }
        }
        let id = try #require(try await fixture.store.requests(HelpRequestQuery()).first?.id)
        #expect(
            Set(fixture.audit.lines) == [
                " joined \(id) 201 whisper", "phone:201 changed_mode \(id) 201 listen", " joined \(id) 201 barge",
            ])
    }

    @Test("A helper's keys change the mode of a live call, and the audit log tells of it")
    func keys() async throws {
        var phones = Self.phones
        phones["200"] = .answers(after: .milliseconds(100))
        var route = HelpDeskFixture.route
        route.mode = .whisper
        let fixture = try HelpDeskFixture(phones: phones, timeScale: 0.3, route: route)
        try await fixture.run { fixture in
            fixture.pbx.beginLiveCall(phone: "101")
            let request = try await fixture.service.submit(HelpDeskFixture.draft)
            _ = try await fixture.store.wait(for: request.id) { $0.state == .connected }
            for key in "*1*9*2" { fixture.pbx.press(key, phone: "200") }
            _ = try await fixture.store.wait(for: request.id) { $0.mode == .barge }
            fixture.pbx.endLiveCall(phone: "101")
            _ = try await fixture.store.wait(for: request.id) { $0.state.isEnd }
        }
        let id = try #require(try await fixture.store.requests(HelpRequestQuery()).first?.id)
        #expect(fixture.audit.lines == ["phone:200 changed_mode \(id) 200 barge"])
    }

    @Test("A supervisor comes beside the first coach to a live call")
    func secondCoach() async throws {
        var phones = Self.phones
        phones["200"] = .answers(after: .milliseconds(100))
        var route = HelpDeskFixture.route
        route.mode = .whisper
        try await HelpDeskFixture(phones: phones, timeScale: 0.3, route: route).run { fixture in
            fixture.pbx.beginLiveCall(phone: "101")
            let request = try await fixture.service.submit(HelpDeskFixture.draft)
            _ = try await fixture.store.wait(for: request.id) { $0.state == .connected }
            _ = try await fixture.service.join(request.id, by: "201", mode: .listen)
            _ = try await fixture.store.wait(for: request.id) { $0.supervisors.map(\.state) == [.joined] }
            fixture.pbx.hangUp(phone: "201")
            _ = try await fixture.store.wait(for: request.id) { $0.supervisors.map(\.state) == [.left] }
            #expect(fixture.pbx.hasLiveCall(phone: "101"))
            fixture.pbx.endLiveCall(phone: "101")
            let ended = try await fixture.store.wait(for: request.id) { $0.state.isEnd }
            #expect(ended.outcome == .helped)
        }
    }

    @Test(
        "Helpers who are not online any more are not rung by what is running already, and whoever watches is told")
    func presence() async throws {
        try await HelpDeskFixture(phones: Self.phones, timeScale: 0.3, route: HelpDeskFixture.patientRoute).run {
            fixture in
            let request = try await fixture.service.submit(HelpDeskFixture.draft)
            try await fixture.pbx.wait { $0.ringCounts["200"] == 1 }
            let (signals, continuation) = AsyncStream.makeStream(of: HelpRequestSignal.self)
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await fixture.service.watch(nil, after: nil) { continuation.yield($0) } }
                var told = signals.makeAsyncIterator()
                // The watch has begun.
                _ = await told.next()
                let absent = try await fixture.service.setPresence(.onBreak, of: "201")
                #expect(absent.presence.state == .onBreak)
                while let signal = await told.next() {
                    guard case .person(let status) = signal else { continue }
                    #expect(
                        status
                            == PersonStatus(
                                extension: "201", name: nil, departments: ["support"], presence: Presence(.onBreak)))
                    break
                }
                group.cancelAll()
            }
            #expect(fixture.service.helpers.filter { $0.presence.state != .online }.map(\.extension) == ["201"])
            // Their phone stops, and there is nobody else who may be disturbed.
            _ = try await fixture.service.setPresence(.busy, of: "200")
            let ended = try await fixture.store.wait(for: request.id) { $0.state.isEnd }
            #expect(ended.attempts.map(\.extension) == ["200"])
            #expect(ended.state == .unavailable)
            #expect(ended.passedOver.map(\.extension) == ["201"] && ended.passedOver.map(\.reason) == [.isOnBreak])
            #expect(fixture.pbx.ringCounts["201"] == nil)
            let back = try await Origin.with(author: "user:sara") {
                try await fixture.service.setPresence(.online, of: "201")
            }
            #expect(back.presence.state == .online)
            #expect(fixture.audit.lines.last == "user:sara set_presence 201 online")
            let error = await Self.error { _ = try await fixture.service.setPresence(.busy, of: "1") }
            #expect(error == .forbiddenNumber("1"))
        }
    }
}

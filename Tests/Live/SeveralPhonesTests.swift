import Foundation
import HelpDesk
import ProgramTestSupport
import TestSupport
import Testing

@Suite("A helper with two phones under one account on a real Asterisk", .tags(.live), .serialized)
struct SeveralPhonesTests {
    private func ring(
        _ first: SIPPhoneBehaviour, _ second: SIPPhoneBehaviour, on version: AsteriskVersion,
        through driver: LiveCallCenter.Driver = .ari, timeout: Int = 20,
        _ scenario: (LiveCallCenter, BridgeProcess, HelpRequest) async throws -> Void
    ) async throws {
        try await LiveCallCenter.run(
            on: version, phones: ["101": .answer(afterMilliseconds: 100), "201": first, "201#2": second],
            settings: """
                departments: [{id: support, name: Support, helpers: [{extension: "201"}]}]
                operators: [{extension: "101", department: support}]
                routes:
                  - \(LiveCallCenter.route(detection: "department", ringing: "timeoutSeconds: \(timeout)"))
                """, through: driver
        ) { center, bridge in
            if driver == .ami { try await center.loadDialplan() }
            try await scenario(center, bridge, try await bridge.request(operator: "101", route: "*5003"))
        }
    }

    @Test(
        "A helper with two phones is reached on the one that lives, whichever has registered first",
        arguments: AsteriskVersion.tried)
    func oneIsDead(version: AsteriskVersion) async throws {
        try await ring(.silent, .answer(afterMilliseconds: 500), on: version) { center, bridge, request in
            let connected = try await bridge.wait(for: request.id) { $0.state == .connected }
            #expect(connected.attempts.map(\.result) == [.answered])
            try await center.phone("101").waitUntilHearing(tone: center.phone("201#2").tone)
        }
        try await ring(.answer(afterMilliseconds: 500), .silent, on: version) { center, bridge, request in
            let connected = try await bridge.wait(for: request.id) { $0.state == .connected }
            #expect(connected.attempts.map(\.result) == [.answered])
            try await center.phone("101").hangUp()
            try await center.phone("201").waitUntilEnded()
            try await bridge.wait(for: request.id) { $0.state.isEnd }
        }
    }

    @Test(
        "Both phones of a helper ring, one stops when the other answers, and a killed bridge leaves the two talking",
        arguments: AsteriskVersion.tried)
    func bothRing(version: AsteriskVersion) async throws {
        try await ring(.ring, .answer(afterMilliseconds: 2000), on: version) { center, bridge, request in
            let (first, second) = (try center.phone("201"), try center.phone("201#2"))
            try await first.waitForCall()
            try await second.waitUntilAnswered()
            try await first.waitUntilCancelled()
            let connected = try await bridge.wait(for: request.id) { $0.state == .connected }
            #expect(connected.attempts.map(\.result) == [.answered])
            let caller = try center.phone("101")
            try await caller.waitUntilHearing(tone: second.tone)
            bridge.kill()
            let next = try await center.serve()
            defer { next.stop() }
            #expect(try await next.request(request.id).state == .connected)
            #expect(await caller.isTalking)
            try await caller.hangUp()
            try await second.waitUntilEnded()
            try await center.waitUntilQuiet()
        }
    }

    @Test("A helper with two phones is not given up while one of them still rings", arguments: AsteriskVersion.tried)
    func oneDeclines(version: AsteriskVersion) async throws {
        try await ring(.decline, .ring, on: version, timeout: 4) { center, bridge, request in
            try await center.phone("201#2").waitUntilCancelled()
            let ended = try await bridge.wait(for: request.id) { $0.state.isEnd }
            #expect(ended.attempts.map(\.result) == [.declined])
            #expect((3900...).contains(ended.attempts.first?.milliseconds ?? 0))
        }
    }

    @Test("A helper with two phones is reached through the manager interface as well", arguments: AsteriskVersion.tried)
    func managerInterface(version: AsteriskVersion) async throws {
        try await ring(.ring, .answer(afterMilliseconds: 1000), on: version, through: .ami) { center, bridge, request in
            try await center.phone("201").waitUntilCancelled()
            let connected = try await bridge.wait(for: request.id) { $0.state == .connected }
            #expect(connected.attempts.map(\.result) == [.answered])
            try await center.phone("101").waitUntilHearing(tone: center.phone("201#2").tone)
            try await center.phone("101").hangUp()
            try await center.phone("201#2").waitUntilEnded()
        }
    }
}

import Foundation
import HelpDesk
import ProgramTestSupport
import TestSupport
import Testing

@Suite("An Asterisk that two bridges use", .tags(.live), .serialized)
struct SharedAsteriskTests {
    private static let phones: [String: SIPPhoneBehaviour] = [
        "101": .answer(afterMilliseconds: 0), "200": .answer(afterMilliseconds: 0),
        "102": .answer(afterMilliseconds: 0), "202": .answer(afterMilliseconds: 0),
    ]

    private static let otherCallCenter = """
        departments:
          - {id: night, name: شب, helpers: [{extension: "202"}]}
        operators:
          - {extension: "102", name: مریم, department: night}
        routes:
          - {code: "*5004", name: Night, detection: department, voice: fa}
        """

    @Test(
        "Each bridge's calls survive another's start, its end by force, its restart and its stop on one Asterisk",
        arguments: AsteriskVersion.tried)
    func apart(version: AsteriskVersion) async throws {
        try await LiveCallCenter.run(on: version, phones: Self.phones) { center, first in
            var first = first
            let one = try await first.request(operator: "101", route: "*5003").id
            try await first.wait(for: one) { $0.state == .connected }
            try await Self.talk(center, "101", "200")

            var other = try await center.serveOther(application: "other", Self.otherCallCenter)
            let two = try await other.request(operator: "102", route: "*5004").id
            try await other.wait(for: two) { $0.state == .connected }
            try await Self.check(center, first, one, other, two)

            other.kill()
            other = try await center.serveOther(application: "other", Self.otherCallCenter)
            try await Self.check(center, first, one, other, two)
            first.kill()
            first = try await center.serve()
            try await Self.check(center, first, one, other, two)
            other.stop()
            try await Self.talk(center, "101", "200")
            try await Self.talk(center, "102", "202")
            #expect(try await first.request(one).state == .connected)
            other = try await center.serveOther(application: "other", Self.otherCallCenter)
            try await Self.check(center, first, one, other, two)
            _ = try await center.commandWithStatus(["pbx", "check"])
            try await Self.check(center, first, one, other, two)

            try await center.phone("200").hangUp()
            try await first.wait(for: one) { $0.state.isEnd }
            try await Self.talk(center, "102", "202")
            try await center.phone("102").hangUp()
            try await other.wait(for: two) { $0.state.isEnd }
            try await center.waitUntilQuiet()
            other.stop()
            first.stop()
            for number in Self.phones.keys { #expect(try await center.phone(number).rings == 1, "\(number)") }
        }
    }

    private static func check(
        _ center: LiveCallCenter, _ first: BridgeProcess, _ one: HelpRequestID, _ other: BridgeProcess,
        _ two: HelpRequestID
    ) async throws {
        try await talk(center, "101", "200")
        try await talk(center, "102", "202")
        #expect(try await first.request(one).state == .connected)
        #expect(try await other.request(two).state == .connected)
    }

    /// Waits until the two hear each other.
    private static func talk(_ center: LiveCallCenter, _ one: String, _ other: String) async throws {
        let (one, other) = (try center.phone(one), try center.phone(other))
        try await one.waitUntilHearing(tone: other.tone)
        try await other.waitUntilHearing(tone: one.tone)
    }
}

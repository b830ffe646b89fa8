import CurlHTTP
import Foundation
import HelpDesk
import ProgramTestSupport
import TestSupport
import Testing

/// The program itself, whose clock is set in the middle of a request.
@Suite(
    "A clock that is set", .timeLimit(.minutes(10)),
    .enabled(if: PreloadedLibrary.isPossible, "no C compiler is installed"))
struct ClockTests {
    private static let hours = 3600
    private static let days = 86_400

    /// Nobody picks up at 200, whom the PBX would let ring on for ever.
    private static let callCenter = FaultyCallCenter.callCenter
        .replacing("timeoutSeconds: 20, totalSeconds: 120", with: "timeoutSeconds: 2, totalSeconds: 600")

    @Test("When the clock is set back, the next helper is rung in time, and what was written can be read and exported")
    func back() async throws {
        try await run(callCenter: Self.callCenter) { center, clock in
            let id = try await center.ringHelper()
            try await LivenessWatch(api: center.api).during {
                try clock.set(offBySeconds: -5 * Self.hours)
                let second = try await center.channel(.ofHelper(id, ordinal: 2))
                await center.ari.answer(second)
                _ = try await center.api.wait(for: id) { $0.state == .connected }
                await center.ari.end(second, cause: 16)
                let request = try await center.api.wait(for: id) { $0.state.isEnd }
                #expect(request.outcome == .helped)
                let times = request.timeline.map(\.at)
                #expect(times == times.sorted())
                #expect(request.attempts.allSatisfy { ($0.milliseconds ?? 0) >= 0 })
                let export = try await center.api.send(.get, "/v1/help-requests.csv")
                #expect(export.status == 200)
                #expect(String(decoding: export.body, as: UTF8.self).contains(id.text))
            }
        }
    }

    @Test("When the clock is set forward, nobody is given up because of it", arguments: [2 * hours, 40 * days])
    func forward(seconds: Int) async throws {
        try await run(callCenter: FaultyCallCenter.callCenter) { center, clock in
            let id = try await center.ringHelper()
            try await LivenessWatch(api: center.api).during {
                try clock.set(offBySeconds: seconds)
                // A second request, whose deadlines are made by the new time.
                _ = try await center.api.send(.get, "/v1/help-requests")
                let helper = try await center.channel(.ofHelper(id, ordinal: 1))
                await center.ari.press("5", on: helper)
                await center.ari.answer(helper)
                _ = try await center.api.wait(for: id) { $0.state == .connected }
                await center.ari.end(helper, cause: 16)
                let request = try await center.api.wait(for: id) { $0.state.isEnd }
                #expect(request.outcome == .helped)
                #expect(request.attempts.map(\.result) == [.answered])
            }
        }
    }

    @Test(
        "When the clock is set by two years, what goes out is sent all the same, and once more where it has failed",
        arguments: [-730 * days, 730 * days])
    func outgoing(seconds: Int) async throws {
        let (reports, report) = AsyncStream.makeStream(of: String.self)
        let callCenter = FaultyCallCenter.callCenter.replacing(
            "detection: department", with: "detection: crm, sources: [main]")
        try await FaultServer.with { request in
            if request.target.hasPrefix("/help-requests/") { report.yield(request.target) }
            return .answer(status: 500)
        } run: { crm in
            let source = "{id: main, mapping: generic, baseURL: \"\(crm.url(""))\", reports: all}"
            try await run(callCenter: callCenter + "\nsources: [\(source)]\n") { center, clock in
                let id = try await center.ringHelper()
                try clock.set(offBySeconds: seconds)
                _ = try await center.api.send(.post, "/v1/help-requests/\(id)/cancel", expecting: 200)
                for await target in reports.prefix(2) { #expect(target == "/help-requests/\(id)") }
            }
        }
    }

    @Test("When the clock is set by more than a year, API tokens are over when they were to be, and no sooner or later")
    func tokens() async throws {
        try await run(callCenter: FaultyCallCenter.callCenter) { center, clock in
            let tokens = [
                try await token(center.api, seconds: 30 * Self.days), try await token(center.api, seconds: Self.hours),
            ]
            func statuses() async throws -> [Int] {
                var statuses: [Int] = []
                for token in tokens {
                    statuses.append(try await answer(center.api, .get, "/v1/help-requests", token).status)
                }
                return statuses
            }
            #expect(try await statuses() == [200, 200])
            // The clock may well be off by this.
            try clock.set(offBySeconds: 12 * Self.hours)
            #expect(try await statuses() == [200, 401])
            for offset in [400 * Self.days, -400 * Self.days] {
                try clock.set(offBySeconds: offset)
                #expect(try await statuses() == [200, 401], "\(offset)")
            }
        }
    }

    /// Creates a token.
    private func token(_ api: BridgeAPI, seconds: Int) async throws -> String {
        let end = Date(timeIntervalSinceNow: TimeInterval(seconds)).formatted(.iso8601)
        let body = #"{"name":"t","scopes":["requests"],"expiresAt":"\#(end)"}"#
        let created = try await answer(api, .post, "/v1/tokens", api.token, body)
        return try JSONDecoder().decode(CreatedToken.self, from: Data(created.body)).token
    }

    private struct CreatedToken: Decodable { var token: String }

    private func answer(
        _ api: BridgeAPI, _ method: HTTPRequest.Method, _ path: String, _ token: String, _ body: String = ""
    ) async throws -> HTTPResponse {
        try await api.client.send(
            HTTPRequest(
                method: method, url: api.url + path,
                headers: [
                    HTTPHeader("Authorization", "Bearer \(token)"), HTTPHeader("Content-Type", "application/json"),
                ], body: Array(body.utf8), connectTimeout: .seconds(300), totalTimeout: .seconds(300)))
    }

    private func run(
        callCenter: String, _ scenario: (FaultyCallCenter, FakeClock) async throws -> Void
    ) async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("hb-clock-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let clock = try await FakeClock.make(in: folder)
        try await FaultyCallCenter.run(callCenter: callCenter, environment: clock.environment) { center in
            try await scenario(center, clock)
        }
    }
}

import CurlHTTP
import Foundation
import HelpDesk
import Testing

@testable import ManagerLookup

@Suite("Retries")
struct RetryTests {
    private func pause(
        _ outcome: Result<HTTPResponse, any Error>, tries: Int = 1, isIdempotent: Bool = true,
        remaining: Duration = .seconds(1)
    ) -> Duration? {
        RetryPolicy.once.pause(after: outcome, tries: tries, isIdempotent: isIdempotent, remaining: remaining)
    }

    @Test("A request is retried once, if it is safe to repeat and fails in a way that passes")
    func worthIt() {
        #expect(pause(.success(HTTPResponse(status: 503))) != nil)
        #expect(pause(.failure(CurlHTTPError.protocolViolation("cut"))) != nil)
        #expect(pause(.failure(CurlHTTPError.couldNotConnect("refused"))) != nil)
        #expect(pause(.success(HTTPResponse(status: 503)), tries: 2) == nil)
        #expect(pause(.success(HTTPResponse(status: 503)), remaining: .milliseconds(110)) == nil)
        for status in [200, 400, 401, 404, 429, 500] { #expect(pause(.success(HTTPResponse(status: status))) == nil) }
        #expect(pause(.failure(CurlHTTPError.timedOut(.response))) == nil)
        #expect(pause(.failure(CancellationError())) == nil)
    }

    @Test("A request that may have been carried out is not retried")
    func notIdempotent() {
        #expect(pause(.success(HTTPResponse(status: 503)), isIdempotent: false) == nil)
        #expect(pause(.failure(CurlHTTPError.protocolViolation("cut")), isIdempotent: false) == nil)
        // This one never reached the server.
        #expect(pause(.failure(CurlHTTPError.couldNotConnect("refused")), isIdempotent: false) != nil)
    }

    @Test("A request is not retried against the server's wish")
    func obeyed() {
        let busy = HTTPResponse(status: 503, headers: [HTTPHeader("retry-after", "1")])
        #expect(pause(.success(busy)) == nil)
    }

    @Test(
        "A source is left alone as long as its server says, in seconds or until a date",
        arguments: [
            (429, "7", 7.0), (503, " 12 ", 12), (503, "Sun, 06 Nov 1994 08:49:47 GMT", 10), (429, nil, 1),
            (429, "soon", 1), (503, nil, nil), (503, "-1", nil), (500, "9", nil), (200, "9", nil),
            (503, "Sun, 06 Nov 1994 08:49:00 GMT", 0), (503, "99999999999", 86_400),
        ])
    func retryAfter(status: Int, field: String?, seconds: Double?) throws {
        let response = HTTPResponse(status: status, headers: field.map { [HTTPHeader("Retry-After", $0)] } ?? [])
        // 06 Nov 1994 08:49:37 GMT
        let pause = RetryAfter.pause(response, at: Date(timeIntervalSince1970: 784_111_777))
        #expect(pause == seconds.map { .seconds($0) })
    }

    @Test("A GET that fails in passing is sent again, and the answer of the second is given")
    func secondTry() async throws {
        let tries = Tries()
        let client = ScriptedClient { _ in
            tries.next() == 1
                ? HTTPResponse(status: 503) : .json(#"{"manager":{"extension":"200"}}"#)
        }
        let answer = try await Fixtures.chain(client).managers(for: Fixtures.question(Fixtures.source()))
        #expect(answer.candidates.map(\.extension) == ["200"])
        #expect(client.requests.count == 2)
    }

    @Test("A POST is not sent again unless its mapping calls it idempotent", arguments: [false, true])
    func posts(isIdempotent: Bool) async throws {
        let client = ScriptedClient { _ in HTTPResponse(status: 503) }
        let yaml = Fixtures.mapping(
            request: "{path: managers, json: '{}'\(isIdempotent ? ", idempotent: true" : "")}")
        let answer = try await Fixtures.chain(client, catalogue: Fixtures.catalogue(yaml)).managers(
            for: Fixtures.question(Fixtures.source(mapping: "test")))
        #expect(answer.reports.map(\.result) == [.error])
        #expect(client.requests.count == (isIdempotent ? 2 : 1))
    }

    private final class Tries: Sendable {
        private let lock = NSLock()
        nonisolated(unsafe) private var count = 0

        func next() -> Int {
            lock.withLock {
                count += 1
                return count
            }
        }
    }
}

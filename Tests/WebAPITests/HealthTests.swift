import Administration
import HTTPTypes
import Testing
import WebAPI
import WebTestSupport

@Suite
struct HealthTests {
    @Test("The process is alive as soon as it answers, and says so without a token")
    func live() async throws {
        try await TestSite().test { client in
            let answer = try await client.send(.get, "/livez", token: nil)
            #expect(answer.status == 200)
            #expect(answer.text == #"{"status":"live"}"#)
            #expect(answer.headers[.cacheControl] == "no-store")
        }
    }

    @Test("The bridge is ready when everything that is required is up")
    func ready() async throws {
        let readiness = FakeReadiness(components: [
            .init(.database, isUp: true), .init(.pbx, isUp: true),
            .init(.source("main"), isUp: false, detail: "circuit open"),
        ])
        try await TestSite(readiness: readiness).test { client in
            let answer = try await client.send(.get, "/readyz", token: nil)
            #expect(answer.status == 200)
            #expect(
                answer.text == #"{"status":"ready","components":{"database":{"status":"up"},"pbx":{"status":"up"},"#
                    + #""source:main":{"status":"down","detail":"circuit open"}}}"#)
        }
    }

    @Test("Readiness tells of each PBX by its id, with the bridge that runs its calls")
    func pbxs() async throws {
        let readiness = FakeReadiness(
            components: [.init(.pbx, isUp: true)],
            pbxs: [
                .init(id: "main", isUp: true, owner: "bridge-a"), .init(id: "shiraz", isUp: false, owner: "bridge-a"),
            ], bridge: "bridge-a")
        try await TestSite(readiness: readiness).test { client in
            let answer = try await client.send(.get, "/readyz", token: nil)
            #expect(
                answer.text == #"{"status":"ready","bridge":"bridge-a","pbxs":["#
                    + #"{"id":"main","status":"up","owner":"bridge-a"},"#
                    + #"{"id":"shiraz","status":"down","owner":"bridge-a"}],"components":{"pbx":{"status":"up"}}}"#)
        }
    }

    @Test("A bridge that is not ready answers 503, and tells which part is down and why")
    func notReady() async throws {
        let readiness = FakeReadiness(components: [
            .init(.database, isUp: true), .init(.pbx, isUp: false, detail: "event stream is down"),
        ])
        try await TestSite(readiness: readiness).test { client in
            let answer = try await client.send(.get, "/readyz", token: nil)
            #expect(answer.status == 503)
            #expect(
                answer.text == #"{"status":"not_ready","components":{"database":{"status":"up"},"#
                    + #""pbx":{"status":"down","detail":"event stream is down"}}}"#)
            #expect(try await client.send(.head, "/readyz", token: nil).status == 503)
        }
    }

    @Test("A database that can be read only is said to be degraded, and no request is sent here")
    func degraded() async throws {
        let readiness = FakeReadiness(components: [
            .init(.database, isUp: false, isDegraded: true, detail: "the disk of the database is full"),
            .init(.pbx, isUp: true),
        ])
        try await TestSite(readiness: readiness).test { client in
            let answer = try await client.send(.get, "/readyz", token: nil)
            #expect(answer.status == 503)
            #expect(
                answer.text == #"{"status":"degraded","components":{"database":{"status":"degraded","#
                    + #""detail":"the disk of the database is full"},"pbx":{"status":"up"}}}"#)
        }
    }
}

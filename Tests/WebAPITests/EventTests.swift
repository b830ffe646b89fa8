import Foundation
import HTTPTypes
import HelpDesk
import Testing
import WebTestSupport

@testable import WebAPI

@Suite("Event streams")
struct EventTests {
    private struct Fixture {
        let site = TestSite()
        let id: HelpRequestID

        init() async throws {
            id = try await site.helpRequests.submit(HelpRequestDraft(operator: "101", route: "*5003")).id
        }
    }

    @Test("One request's stream shows it whole, with its id and its kind")
    func one() async throws {
        let fixture = try await Fixture()
        let answer = try await fixture.site.test { try await $0.send(.get, "/v1/help-requests/\(fixture.id)/events") }
        #expect(answer.status == 200)
        #expect(answer.headers[.contentType] == "text/event-stream")
        // nginx, as its packages set it up, would hold the events back.
        #expect(answer.headers[HTTPField.Name("X-Accel-Buffering")!] == "no")
        let blocks = answer.text.components(separatedBy: "\n\n")
        #expect(blocks.first == "retry: 1000")
        let lines = blocks[1].components(separatedBy: "\n")
        #expect(lines.prefix(2) == ["id: 2", "event: help-request"])
        #expect(lines.count == 3 && lines[2].hasPrefix(#"data: {"id":"\#(fixture.id)","route":"*5003""#))
        #expect(blocks[2] == ":")
    }

    @Test("An event stream's id comes by itself where the last commits are not the listener's to see, and only once")
    func positions() async throws {
        var site = TestSite()
        site.helpRequests = MemoryHelpRequests(onWatch: { tell in
            for signal in [.position(7), .quiet, .position(7), .quiet, .position(9)] as [HelpRequestSignal] {
                try await tell(signal)
            }
        })
        try await site.test { client in
            let first = try await client.send(.get, "/v1/events")
            #expect(first.text == "retry: 1000\n\nid: 7\n\n:\n\n:\n\nid: 9\n\n")
            let again = try await client.send(.get, "/v1/events", headers: [EventRoutes.lastEventID: "7"])
            #expect(again.text == "retry: 1000\n\n:\n\n:\n\nid: 9\n\n")
        }
    }

    @Test("Last-Event-ID says where to go on, and a request that is over and known answers 204")
    func resuming() async throws {
        let fixture = try await Fixture()
        let path = "/v1/help-requests/\(fixture.id)/events"
        let field = EventRoutes.lastEventID
        try await fixture.site.test { client in
            #expect(try await client.send(.get, "/v1/events", headers: [field: "41"]).status == 200)
            #expect(try await client.send(.get, "/v1/events").status == 200)
            #expect(fixture.site.helpRequests.watched == [41, nil])
            fixture.site.helpRequests.change(fixture.id, to: .completed)
            #expect(try await client.send(.get, path, headers: [field: "2"]).status == 200)
            #expect(try await client.send(.get, path, headers: [field: "3"]).status == 204)
            let wrong = try await client.send(.get, path, headers: [field: "seven"])
            #expect(wrong.status == 422)
            #expect(try wrong.problem().errors?.first?.field == "Last-Event-ID")
        }
    }

    @Test("Nobody follows events without a token, or those of a request that does not exist")
    func refusals() async throws {
        try await TestSite().test { client in
            #expect(try await client.send(.get, "/v1/events", token: nil).status == 401)
            let answer = try await client.send(.get, "/v1/help-requests/\(HelpRequestID())/events")
            #expect(try answer.problem().code == "unknown_request")
        }
    }
}

import Foundation
import HTTPTypes
import HelpDesk
import Testing
import WebTestSupport

@Suite("Taking, joining and presence")
struct SupervisorTests {
    private let site = TestSite()

    private func send(_ path: String, _ body: String?, _ client: TestSiteClient) async throws -> Answer {
        try await client.send(.post, path, headers: [.contentType: "application/json"], body: body)
    }

    @Test("A supervisor takes and joins a request, and gets it as it is then")
    func visits() async throws {
        let id = try await site.helpRequests.submit(HelpRequestDraft(operator: "101", route: "*5003")).id
        try await site.test { client in
            let taken = try await send("/v1/help-requests/\(id)/take", #"{"extension":"200@main"}"#, client)
            #expect(taken.status == 200)
            #expect(taken.text.hasPrefix(#"{"id":"\#(id)""#) && taken.text.contains(#""supervisors":[]"#))
            let body = #"{"extension":"200","mode":"barge"}"#
            #expect(try await send("/v1/help-requests/\(id)/join", body, client).status == 200)
        }
        #expect(site.helpRequests.visits == ["200 takes \(id)", "200 joins \(id): barge"])
    }

    @Test(
        "What is missing or unknown in an order to take or to join a request is named",
        arguments: [
            ("take", "{}", "extension"), ("take", #"{"extension":200}"#, "extension"),
            ("take", #"{"extension":"200","mode":"barge"}"#, "mode"), ("join", #"{"extension":"200"}"#, "mode"),
            ("join", #"{"extension":"200","mode":"consult"}"#, "mode"), ("join", #"{"mode":"listen"}"#, "extension"),
        ])
    func invalid(order: String, body: String, field: String) async throws {
        let id = try await site.helpRequests.submit(HelpRequestDraft(operator: "101", route: "*5003")).id
        try await site.test { client in
            let answer = try await send("/v1/help-requests/\(id)/\(order)", body, client)
            #expect(answer.status == 422)
            #expect(try answer.problem().errors?.map(\.field) == [field])
        }
        #expect(site.helpRequests.visits.isEmpty)
    }

    @Test("Each refusal to take or to join a request has a code of its own")
    func refusals() async throws {
        let id = try await site.helpRequests.submit(HelpRequestDraft(operator: "101", route: "*5003")).id
        let known: [(HelpDeskError, Int, String)] = [
            (.unknownRequest(id.text), 404, "unknown_request"), (.requestOver(id), 409, "request_over"),
            (.alreadyAnswered(id), 409, "already_answered"), (.notConnected(id), 409, "not_connected"),
            (.takesPart("200"), 409, "takes_part"), (.joiningUnsupported, 409, "joining_unsupported"),
            (.unknownHelper("200"), 422, "unknown_helper"), (.forbiddenNumber("200"), 422, "forbidden_number"),
            (.notRunning, 503, "not_running"),
        ]
        try await site.test { client in
            for (refusal, status, code) in known {
                site.helpRequests.refuse(with: refusal)
                for (order, body) in [
                    ("take", #"{"extension":"200"}"#), ("join", #"{"extension":"200","mode":"listen"}"#),
                ] {
                    let answer = try await send("/v1/help-requests/\(id)/\(order)", body, client)
                    #expect(answer.status == status)
                    let problem = try answer.problem()
                    #expect(problem.code == code)
                    if status == 422 { #expect(problem.errors?.map(\.field) == ["extension"]) }
                }
            }
        }
    }

    @Test("A helper is paused and comes back; everybody is listed with their departments")
    func pausing() async throws {
        try await site.test { client in
            let paused = try await client.send(.put, "/v1/helpers/200/pause")
            #expect(paused.status == 200)
            let since = #""presence":"busy","since":"2027-01-15T08:00:00.000Z"}"#
            let sara = #"{"extension":"200","name":"Sara","departments":["support"],"paused":true,"# + since
            #expect(paused.text == sara)
            // Nobody's table names them; a CRM may.
            #expect(try await client.send(.put, "/v1/helpers/300/pause").status == 200)
            let all = try await client.send(.get, "/v1/helpers")
            #expect(
                all.text
                    == #"{"items":[\#(sara),"#
                    + #"{"extension":"300","name":null,"departments":[],"paused":true,\#(since)]}"#)
            let back = #""paused":false,"presence":"online","#
            #expect(try await client.send(.delete, "/v1/helpers/200/pause").text.contains(back))
            #expect(try await client.send(.get, "/v1/helpers/200").text.contains(back))
            let wrong = try await client.send(.put, "/v1/helpers/x/pause")
            #expect(wrong.status == 422)
            #expect(try wrong.problem().errors?.map(\.field) == ["extension"])
        }
    }

    @Test("Helpers and operators have a presence, online until they say otherwise, and it is set by its word")
    func presence() async throws {
        try await site.test { client in
            let all = try await client.send(.get, "/v1/presence")
            #expect(
                all.text
                    == #"{"items":["#
                    + #"{"extension":"101","name":"Ali","departments":["support"],"paused":false,"#
                    + #""presence":"online","since":null},"#
                    + #"{"extension":"103","name":"John","departments":["sales"],"paused":false,"#
                    + #""presence":"online","since":null},"#
                    + #"{"extension":"200","name":"Sara","departments":["support"],"paused":false,"#
                    + #""presence":"online","since":null}]}"#)
            for state in ["busy", "break", "offline", "online"] {
                let set = try await client.send(
                    .put, "/v1/presence/101", headers: [.contentType: "application/json"],
                    body: #"{"state":"\#(state)"}"#)
                #expect(set.status == 200)
                #expect(set.text.contains(#""presence":"\#(state)","since":"2027-"#))
                #expect(try await client.send(.get, "/v1/presence/101").text == set.text)
            }
            // An operator on a break is no helper.
            #expect(try await !client.send(.get, "/v1/helpers").text.contains("101"))
            for body in [
                #"{"state":"away"}"#, "{}", #"{"state":"busy","until":1}"#, #"{"presence":"away"}"#,
                #"{"state":"busy","presence":"break"}"#,
            ] {
                let wrong = try await client.send(
                    .put, "/v1/presence/101", headers: [.contentType: "application/json"], body: body)
                #expect(wrong.status == 422, "\(body)")
            }
        }
    }

    @Test("A wrong presence is one error, whichever of its two names it has")
    func wrongPresence() async throws {
        try await site.test { client in
            for (body, field) in [
                (#"{"presence":"away"}"#, "presence"), (#"{"state":"away"}"#, "state"), ("{}", "state"),
                (#"{"presence":""}"#, "state"),
            ] {
                let wrong = try await client.send(
                    .put, "/v1/presence/101", headers: [.contentType: "application/json"], body: body)
                #expect(wrong.text.contains(#""field":"\#(field)""#), "\(wrong.text)")
                #expect(wrong.text.components(separatedBy: #""field":"#).count == 2, "\(wrong.text)")
            }
        }
    }

    @Test("A presence may be set by the name that it has in answers")
    func presenceByName() async throws {
        try await site.test { client in
            for body in [#"{"presence":"break"}"#, #"{"state":"busy","presence":"busy"}"#] {
                let set = try await client.send(
                    .put, "/v1/presence/101", headers: [.contentType: "application/json"], body: body)
                #expect(set.status == 200, "\(body)")
                #expect(set.text.contains(body.contains("break") ? #""presence":"break""# : #""presence":"busy""#))
            }
        }
    }
}

import HTTPTypes
import HelpDesk
import HummingbirdTesting
import NIOCore
import Testing
import WebTestSupport

@Suite
struct CreateHelpRequestTests {
    @Test("A good request is answered 202 with its place and its JSON")
    func accepted() async throws {
        let site = TestSite()
        try await site.test { client in
            let answer = try await client.create()
            #expect(answer.status == 202)
            #expect(answer.headers[.contentType] == "application/json")
            let request = try answer.json(HelpRequest.self)
            #expect(answer.headers[.location] == "/v1/help-requests/\(request.id)")
            #expect(request.id == site.helpRequests.requests.first?.id)
            #expect(request.operator == "101")
            #expect(request.route == "*5003")
            #expect(answer.text.hasPrefix(#"{"id":""#))
            #expect(answer.text.contains(#""outcome":null,"manager":null"#))
        }
    }

    @Test(
        "A request belongs to the trace that the call names, as a step of its own; a malformed one counts for nothing")
    func trace() async throws {
        let site = TestSite()
        let parent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
        try await site.test { client in
            func create(_ traceparent: String, by number: String) async throws -> HelpRequest {
                try await client.send(
                    .post, "/v1/help-requests",
                    headers: [
                        .contentType: "application/json", .init("traceparent")!: traceparent,
                        .init("tracestate")!: "vendor=1",
                    ], body: #"{"operator":"\#(number)","route":"*5003"}"#
                ).json(HelpRequest.self)
            }
            let trace = try #require(try await create(parent, by: "101").trace)
            #expect(trace.traceID == "4bf92f3577b34da6a3ce929d0e0e4736" && trace.spanID != "00f067aa0ba902b7")
            #expect(trace.state == "vendor=1")
            #expect(try await create(parent.uppercased(), by: "103").trace == nil)
        }
    }

    @Test("The operator's PBX may stand beside the extension or in it, and one that there is not has no operators")
    func pbx() async throws {
        let site = TestSite()
        try await site.test { client in
            let answer = try await client.create(#"{"operator":"101","pbx":"main","route":"*5003"}"#)
            #expect(answer.status == 202)
            // The default one is left out: where there is one PBX, nothing is said of it.
            #expect(try answer.json(HelpRequest.self).operator == "101" && !answer.text.contains("pbx"))
            for body in [
                #"{"operator":"101","pbx":"shiraz","route":"*5003"}"#, #"{"operator":"101@shiraz","route":"*5003"}"#,
            ] {
                #expect(try await client.create(body).problem().code == "unknown_operator")
            }
        }
    }

    @Test("A PBX beside the extension that is not the one in it is refused, and the same one is one")
    func twoPBXs() async throws {
        let site = TestSite()
        try await site.test { client in
            let answer = try await client.create(#"{"operator":"101@main","pbx":"main","route":"*5003"}"#)
            #expect(answer.status == 202)
            let problem = try await client.create(#"{"operator":"101@main","pbx":"tehran","route":"*5003"}"#).problem()
            #expect(problem.errors?.map(\.field) == ["pbx"])
        }
    }

    @Test("Every field reaches the help desk")
    func allFields() async throws {
        let site = TestSite()
        try await site.test { client in
            let answer = try await client.create(
                #"""
                {"operator":"101","route":"*5003","mode":"whisper","customer":"+98912\/5","reason":"شکایت\u200cها",
                 "urgency":"emergency","department":"support"}
                """#)
            #expect(answer.status == 202)
            let expected = HelpRequestDraft(
                operator: "101", route: "*5003", mode: .whisper, department: "support", customer: "+98912/5",
                reason: "شکایت\u{200C}ها", urgency: .emergency)
            #expect(site.helpRequests.drafts == [expected])
            #expect(answer.text.contains("شکایت\u{200C}ها"))
            #expect(answer.text.contains("+98912/5"))
        }
    }

    @Test(
        "Numbers are taken in the digits of all keyboards, and with the marks of direction that pages put around them",
        arguments: [
            #"{"operator":"۱۰۱","route":"*5003"}"#, #"{"operator":"１０１","route":"＊٥٠٠٣"}"#,
            #"{"operator":"\u200f101","route":"\u2068*5003\u2069"}"#,
            #"{"operator":"\u202a101\u202c","route":" *5003"}"#,
        ])
    func numbers(body: String) async throws {
        let site = TestSite()
        try await site.test { client in
            let answer = try await client.create(body)
            #expect(answer.status == 202)
            #expect(site.helpRequests.drafts == [HelpRequestDraft(operator: "101", route: "*5003")])
        }
    }

    @Test("A byte order mark is taken off a body, one or two, and a declared encoding is converted")
    func encodings() async throws {
        let site = TestSite()
        try await site.test { (client) async throws in
            func send(_ bytes: [UInt8], _ type: String) async throws -> Int {
                try await client.client.execute(
                    uri: "/v1/help-requests", method: .post,
                    headers: [.authorization: "Bearer \(TestSite.token)", .contentType: type],
                    body: ByteBuffer(bytes: bytes)
                ) { Int($0.status.code) }
            }
            let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
            let body = Array(#"{"operator":"101","route":"*5003","reason":""#.utf8)
            let plain = body + Array("a\"}".utf8)
            var statuses = [
                try await send(mark + plain, "application/json"),
                try await send(mark + mark + plain, "application/json; charset=utf-8"),
            ]
            let old = body + [0xD4, 0xDF, 0xC7, 0xED, 0xCA] + Array("\"}".utf8)
            statuses.append(try await send(old, "application/json; charset=windows-1256"))
            #expect(statuses == [202, 202, 202])
            #expect(site.helpRequests.drafts.map(\.reason) == ["a", "a", "شكايت"])
            for (type, status) in [("", 400), ("; charset=utf-8", 400), ("; charset=x-none", 415)] {
                let refused = try await send(old, "application/json" + type)
                #expect(refused == status, "\(type)")
            }
        }
    }

    @Test("A number of which nothing is left is missing")
    func blankNumber() async throws {
        try await TestSite().test { client in
            let problem = try await client.create(#"{"operator":"\u200f","route":"*5003"}"#).problem()
            #expect(problem.errors == [.init(field: "operator", message: "is missing")])
        }
    }

    @Test("Null and empty optional fields count as not given")
    func emptyFields() async throws {
        let site = TestSite()
        try await site.test { client in
            let answer = try await client.create(
                #"{"operator":"101","route":"*5003","mode":null,"customer":"","urgency":"","department":null}"#
            )
            #expect(answer.status == 202)
            #expect(site.helpRequests.drafts == [HelpRequestDraft(operator: "101", route: "*5003")])
        }
    }

    @Test(
        "What is not JSON is answered 400 invalid_json",
        arguments: [
            "", " ", "{", "operator=101", #"{"operator":"101"} x"#, #"{"operator":"\ud800"}"#,
            "{\"operator\":\"1\n\"}", #"{'operator':'101'}"#, String(repeating: "[", count: 5000),
        ])
    func notJSON(body: String) async throws {
        let site = TestSite()
        try await site.test { client in
            let answer = try await client.create(body)
            #expect(answer.status == 400)
            #expect(try answer.problem().code == "invalid_json")
            #expect(site.helpRequests.drafts.isEmpty)
        }
    }

    @Test("JSON that is no object is answered 422", arguments: ["[]", "1", "\"x\"", "null", "true"])
    func notAnObject(body: String) async throws {
        try await TestSite().test { client in
            let answer = try await client.create(body)
            #expect(answer.status == 422)
            #expect(try answer.problem().errors == [.init(field: "body", message: "must be a JSON object")])
        }
    }

    @Test(
        "A wrong field is answered 422 and named",
        arguments: [
            (#"{"route":"*5003"}"#, "operator", "is missing"),
            (#"{"operator":"101"}"#, "route", "is missing"),
            (#"{"operator":"101","route":null}"#, "route", "is missing"),
            (#"{"operator":"","route":"*5003"}"#, "operator", "is missing"),
            (#"{"operator":101,"route":"*5003"}"#, "operator", "must be a string: put the number into quotes"),
            (#"{"operator":true,"route":"*5003"}"#, "operator", "must be a string"),
            (#"{"operator":["101"],"route":"*5003"}"#, "operator", "must be a string"),
            (#"{"operator":{"a":1},"route":"*5003"}"#, "operator", "must be a string"),
            (
                #"{"operator":"101","route":"*5003","mode":"shout"}"#, "mode",
                "must be one of whisper, consult, barge, listen"
            ),
            (#"{"operator":"101","route":"*5003","urgency":"high"}"#, "urgency", "must be one of normal, emergency"),
            (#"{"operator":"10\n1","route":"*5003"}"#, "operator", "must not hold control characters or line breaks"),
            (
                #"{"operator":"101","route":"*5003","reason":"a\u0000"}"#, "reason",
                "must not hold control characters or line breaks"
            ),
            (
                #"{"operator":"101","route":"*5003","customer":"a\u2028b"}"#, "customer",
                "must not hold control characters or line breaks"
            ),
            (
                #"{"operator":"101","route":"*5003","operater":"101"}"#, "operater",
                "is unknown; known are operator, route, mode, customer, reason, urgency, department, pbx"
            ),
        ])
    func wrongField(body: String, field: String, message: String) async throws {
        let site = TestSite()
        try await site.test { client in
            let answer = try await client.create(body)
            #expect(answer.status == 422)
            let problem = try answer.problem()
            #expect(problem.code == "validation_failed")
            #expect(problem.errors == [.init(field: field, message: message)])
            #expect(problem.instance == "/v1/help-requests")
            #expect(site.helpRequests.drafts.isEmpty)
        }
    }

    @Test("All wrong fields are named at once")
    func severalFields() async throws {
        try await TestSite().test { client in
            let answer = try await client.create(#"{"operator":1,"mode":"shout","zoo":1}"#)
            #expect(try answer.problem().errors?.map(\.field) == ["zoo", "operator", "route", "mode"])
        }
    }

    @Test("Texts may have 200 characters, names 64, and no more")
    func lengths() async throws {
        try await TestSite().test { client in
            let longest = String(repeating: "ش", count: 200)
            let fine = try await client.create(#"{"operator":"101","route":"*5003","reason":"\#(longest)"}"#)
            #expect(fine.status == 202)
            for field in ["customer", "reason"] {
                let answer = try await client.create(#"{"operator":"101","route":"*5003","\#(field)":"\#(longest)x"}"#)
                #expect(
                    try answer.problem().errors == [.init(field: field, message: "must have at most 200 characters")])
            }
            // One character to the eye, 201 to the database.
            let stack = "a" + String(repeating: "\u{0301}", count: 200)
            #expect(try await client.create(#"{"operator":"101","route":"*5003","reason":"\#(stack)"}"#).status == 422)
            let number = String(repeating: "1", count: 65)
            let answer = try await client.create(#"{"operator":"\#(number)","route":"*5003"}"#)
            #expect(
                try answer.problem().errors == [.init(field: "operator", message: "must have at most 64 characters")])
        }
    }

    @Test(
        "What the call centre does not know is answered 422 with a code of its own",
        arguments: [
            (#"{"operator":"999","route":"*5003"}"#, "unknown_operator", "operator"),
            (#"{"operator":"101","route":"*1"}"#, "unknown_route", "route"),
            (#"{"operator":"101","route":"*5003","department":"zoo"}"#, "unknown_department", "department"),
        ])
    func unknown(body: String, code: String, field: String) async throws {
        try await TestSite().test { client in
            let answer = try await client.create(body)
            #expect(answer.status == 422)
            let problem = try answer.problem()
            #expect(problem.code == code)
            #expect(problem.errors?.map(\.field) == [field])
        }
    }

    @Test(
        "What the help desk refuses is answered with its own status and code",
        arguments: [
            (HelpDeskError.forbiddenNumber("101"), 422, "forbidden_number", nil),
            (.unsupportedMode(.barge), 422, "unsupported_mode", nil),
            (.notRunning, 503, "not_running", "1"),
            (.notStored("disk I/O error at /var/lib/x"), 503, "storage_unavailable", "5"),
            (.invalidNumberPattern("["), 500, "internal_error", nil),
        ] as [(HelpDeskError, Int, String, String?)])
    func refused(error: HelpDeskError, status: Int, code: String, retryAfter: String?) async throws {
        let site = TestSite()
        site.helpRequests.refuse(with: error)
        try await site.test { client in
            let answer = try await client.create()
            #expect(answer.status == status)
            #expect(try answer.problem().code == code)
            #expect(answer.headers[.retryAfter] == retryAfter)
            #expect(!answer.text.contains("/var/lib/x"))
        }
    }

    @Test(
        "A body that is announced as something else is answered 415",
        arguments: ["text/plain", "application/x-www-form-urlencoded", "application/jsonp", ""])
    func mediaType(type: String) async throws {
        try await TestSite().test { client in
            let answer = try await client.send(
                .post, "/v1/help-requests", headers: [.contentType: type],
                body: #"{"operator":"101","route":"*5003"}"#)
            #expect(answer.status == 415)
            #expect(try answer.problem().code == "unsupported_media_type")
        }
    }

    @Test(
        "JSON may be announced in several ways, or not at all",
        arguments: ["application/json; charset=utf-8", "Application/JSON", "application/vnd.crm+json", nil])
    func jsonTypes(type: String?) async throws {
        try await TestSite().test { client in
            let answer = try await client.send(
                .post, "/v1/help-requests", headers: type.map { [.contentType: $0] } ?? [:],
                body: #"{"operator":"101","route":"*5003"}"#)
            #expect(answer.status == 202)
        }
    }
}

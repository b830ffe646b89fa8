import CurlHTTP
import Foundation
import HelpDesk
import ProgramTestSupport
import TestSupport
import Testing

@testable import HelpBridge

/// The sender is the Standard Webhooks project's own library, not ours.
@Suite("Webhooks, signed by the standardwebhooks package of PyPI", .timeLimit(.minutes(15)))
struct WebhookProgramTests {
    private struct Answer: Decodable {
        var status: Int
        var location: String?
        var body: String
    }

    private static let oldSecret = "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="
    private static let newSecret = "whsec_ZmVkY2JhOTg3NjU0MzIxMGZlZGNiYTk4NzY1NDMyMTA="
    private static let strangerSecret = "whsec_c3RyYW5nZXJzdHJhbmdlcnN0cmFuZ2VyMTIzNDU2Nzg="

    /// A CRM that says when help was asked for, and one whose secret is nowhere.
    private static let late = """
        name: late
        title: Late
        auth: none
        manager: {answer: 'null'}
        webhook:
          signature: {scheme: token, in: header, name: X-Case-Token}
          request: '{operator, deliveryId: .id, at: .occurredAt}'
        """

    private static let callCenter = """
        departments:
          - {id: support, name: پشتیبانی, helpers: [{extension: "200", name: سارا کریمی}]}
        operators:
          - {extension: "101", name: علی, department: support}
          - {extension: "102", name: رضا, department: support}
        routes:
          - {code: "*5003", name: Help, detection: department, voice: fa}
        webhooks:
          - {id: main, mapping: generic, route: "*5003", secret: ["\(oldSecret)", "\(newSecret)"]}
        """

    private func post(_ url: String, _ arguments: [String], body: String) async throws -> Answer {
        let python: String
        do {
            python = try await RepositoryScript.python(with: "python")
        } catch let unavailable as RepositoryScript.Unavailable {
            try Test.cancel("\(unavailable)")
        }
        let script = RepositoryScript.repository.appendingPathComponent("Tests/Python/standard_webhook.py").path
        let child = try ChildProcess([python, script, url, "--body", body] + arguments)
        let output = await child.read()
        _ = child.waitForExit()
        return try JSONDecoder().decode(Answer.self, from: Data(output.utf8))
    }

    @Test("Webhooks become one help request each, under either secret, and nothing without a proof")
    func standardWebhooks() async throws {
        try await ProgramRunner().serve(Self.callCenter) { bridge in
            let url = bridge.url
            let address = "\(url)/v1/webhooks/main"
            let body = #"{"operator":"101","customer":"+98912","reason":"شکایت","id":"evt-1"}"#
            let first = try await post(address, ["--secret", Self.oldSecret], body: body)
            #expect(first.status == 202, "\(first)")
            let request = try RequestPrinter.decode(Data(first.body.utf8))
            #expect(request.operator == "101" && request.reason == "شکایت" && request.route == "*5003")
            #expect(first.location == "/v1/help-requests/\(request.id)")

            // Sent again: another time, another secret, the same delivery.
            let again = try await post(address, ["--secret", Self.newSecret, "--id", "msg_2"], body: body)
            #expect(again.status == 200)
            #expect(try RequestPrinter.decode(Data(again.body.utf8)).id == request.id)

            // Signed by two keys at once, as in a rotation on the sender's side; without an id of its own.
            let other = try await post(
                address, ["--secret", Self.strangerSecret, "--secret", Self.newSecret, "--id", "msg_3"],
                body: #"{"operator":102}"#)
            #expect(other.status == 202)
            #expect(try RequestPrinter.decode(Data(other.body.utf8)).id != request.id)

            // By the names that Svix gives to the same fields.
            let svix = try await post(
                address, ["--secret", Self.oldSecret, "--prefix", "svix", "--id", "msg_1"], body: body)
            #expect(svix.status == 200)

            for arguments in [
                ["--secret", Self.strangerSecret], ["--secret", Self.oldSecret, "--tamper"],
                ["--secret", Self.oldSecret, "--offset", "-301"], ["--secret", Self.oldSecret, "--offset", "310"],
            ] {
                let refused = try await post(address, arguments + ["--id", "msg_4"], body: #"{"operator":"101"}"#)
                #expect(refused.status == 401, "\(arguments)")
                #expect(refused.body.contains("unproven_delivery"))
            }
            let unknown = try await post("\(url)/v1/webhooks/none", ["--secret", Self.oldSecret], body: body)
            #expect(unknown.status == 404)
            let stranger = try await post(
                address, ["--secret", Self.oldSecret, "--id", "msg_5"], body: #"{"operator":"999"}"#)
            #expect(stranger.status == 422)
        }
    }

    @Test("Webhooks that come after an outage, hours after help was asked for, ring nobody, and are logged as too old")
    func afterAnOutage() async throws {
        let program = try ProgramRunner()
        try FileManager.default.createDirectory(
            at: program.directory.appendingPathComponent("mappings"), withIntermediateDirectories: true)
        _ = try program.write("mappings/late.yaml", Self.late)
        let callCenter =
            Self.callCenter.split(separator: "\n").dropLast().joined(separator: "\n") + """

                  - {id: late, mapping: late, route: "*5003", secret: s3cret}
                """
        try await program.serve(callCenter, settings: "crm: {mappings: mappings}") { bridge in
            try await BridgeAPI.with(bridge.url) { api in
                func send(_ method: HTTPRequest.Method, _ path: String, _ body: String = "") async throws
                    -> HTTPResponse
                {
                    try await api.client.send(
                        HTTPRequest(
                            method: method, url: api.url + path,
                            headers: [
                                HTTPHeader("Authorization", "Bearer program-test"),
                                HTTPHeader("X-Case-Token", "s3cret"),
                                HTTPHeader("Content-Type", "application/json"),
                            ], body: Array(body.utf8)))
                }
                let asked = Int(Date().timeIntervalSince1970) - 7200
                for number in 1...20 {
                    let answer = try await send(
                        .post, "/v1/webhooks/late",
                        #"{"operator":"101","id":"late-\#(number)","occurredAt":\#(asked)}"#)
                    #expect(answer.status == 204)
                }
                let requests = try await send(.get, "/v1/help-requests")
                #expect(String(decoding: requests.body, as: UTF8.self).contains(#""items":[]"#))
                let now = try await send(
                    .post, "/v1/webhooks/late",
                    #"{"operator":"101","id":"now","occurredAt":\#(Int(Date().timeIntervalSince1970) * 1000)}"#)
                #expect(now.status == 202)
                var log = ""
                // It is written a few times a second.
                repeat {
                    log = String(
                        decoding: try await send(.get, "/v1/webhook-endpoints/late/deliveries").body, as: UTF8.self)
                } while !log.contains(#""accepted""#)
                #expect(log.components(separatedBy: #""too_old""#).count == 21)
            }
        }
    }
}

import CurlHTTP
import Foundation
import ProgramTestSupport
import TestSupport
import Testing

@testable import HelpBridge

@Suite("Settings through the API of the running program", .timeLimit(.minutes(15)))
struct SettingsProgramTests {
    private static let callCenter = """
        departments:
          - {id: sales, name: Sales}
          - {id: support, name: Support, parent: sales, helpers: [{extension: "200", name: Sara}]}
        operators:
          - {extension: "101", name: Ali, department: support}
        sources:
          - {id: main, mapping: generic, baseURL: "http://127.0.0.1:9", credentials: {token: s3cret}}
        routes:
          - {code: "*5003", name: Help, detection: crm, sources: [main], voice: en}
        webhooks:
          - {id: main, mapping: generic, route: "*5003", secret: "env:WEBHOOK_SECRET"}
        """

    private struct Answer {
        var status: Int
        var text: String
        var tag: String?
        var json: [String: Any]

        func fields() -> [String] { (json["errors"] as? [[String: Any]] ?? []).compactMap { $0["field"] as? String } }
    }

    private func send(
        _ api: BridgeAPI, _ method: HTTPRequest.Method, _ path: String, _ body: String = "",
        headers: [(String, String)] = [], token: String = "program-test"
    ) async throws -> Answer {
        let response = try await api.client.send(
            HTTPRequest(
                method: method, url: api.url + path,
                headers: [
                    HTTPHeader("Authorization", "Bearer \(token)"), HTTPHeader("Content-Type", "application/json"),
                ]
                    + headers.map { HTTPHeader($0.0, $0.1) }, body: Array(body.utf8)))
        let json = response.body.isEmpty ? [:] : try JSONSerialization.jsonObject(with: Data(response.body))
        return Answer(
            status: response.status, text: String(decoding: response.body, as: UTF8.self),
            tag: response.header("ETag"), json: json as? [String: Any] ?? [:])
    }

    @Test("Settings are made, changed under their tag, refused like those of a file, kept while in use, and logged")
    func settings() async throws {
        try await ProgramRunner().serve(Self.callCenter) { bridge in
            try await BridgeAPI.with(bridge.url) { api in
                let made = try await send(
                    api, .post, "/v1/departments",
                    #"{"id":"night","name":"شب","parent":"sales","helpers":[{"extension":"250"}]}"#)
                #expect(made.status == 201, "\(made.text)")
                #expect(made.text.hasPrefix(#"{"id":"night","name":"شب","parent":"sales""#))
                #expect(try await send(api, .post, "/v1/departments", #"{"id":"night","name":"x"}"#).status == 409)

                let change = #"{"name":"Night","helpers":[{"extension":"250"},{"extension":"251","name":"Reza"}]}"#
                let tag = try #require(made.tag)
                #expect(try await send(api, .put, "/v1/departments/night", change).status == 428)
                let stale = try await send(
                    api, .put, "/v1/departments/night", change, headers: [("If-Match", "\"0\"")])
                #expect(stale.status == 412)
                let changed = try await send(api, .put, "/v1/departments/night", change, headers: [("If-Match", tag)])
                #expect(changed.status == 200, "\(changed.text)")
                #expect(changed.tag != tag)
                let other = try await send(
                    api, .put, "/v1/departments/night", #"{"id":"day","name":"x"}"#, headers: [("If-Match", "*")])
                #expect(other.status == 422 && other.fields() == ["id"])

                let wrong = try await send(
                    api, .post, "/v1/operators",
                    #"{"extension":"1x","name":" ","department":"nowhere","colour":"red"}"#)
                #expect(wrong.status == 422)
                #expect(Set(wrong.fields()) == ["extension", "name", "department", "colour"], "\(wrong.text)")
                let nested = try await send(
                    api, .post, "/v1/departments", #"{"id":"x","name":"x","helpers":[{"extension":"2; drop"}]}"#)
                #expect(nested.fields() == ["helpers[0].extension"])
                let nulls = try await send(
                    api, .post, "/v1/departments",
                    #"{"id":"x","name":"x","parent":null,"helpers":[{"extension":"250","name":null}]}"#)
                #expect(nulls.status == 422)
                #expect(Set(nulls.fields()) == ["parent", "helpers[0].name"], "\(nulls.text)")

                let silent = try await send(
                    api, .post, "/v1/routes",
                    #"{"code":"*8","name":"x","detection":"department","voice":"en","prompts":{"unavailable":{"recording":"nosuch"}}}"#
                )
                #expect(
                    silent.status == 422 && silent.fields() == ["prompts.unavailable.recording"], "\(silent.text)")

                let sourceless = try await send(
                    api, .post, "/v1/routes",
                    #"{"code":"*8","name":"x","detection":"crm","sources":[],"voice":"en"}"#)
                #expect(sourceless.status == 422 && sourceless.fields() == ["sources"], "\(sourceless.text)")

                let misfits = [
                    "sources":
                        #"{"id":"x","mapping":"generic","baseURL":"http://a.test","credentials":{"tokn":"x"}}"#,
                    "webhook-endpoints":
                        #"{"id":"x","mapping":"generic","route":"*5003","secret":["whsec_!!!"]}"#,
                    "routes":
                        #"{"code":"*8","name":"x","detection":"department","voice":"en","prompts":{"unavailable":{"recording":"/etc/x.wav"}}}"#,
                ]
                let places = [
                    "sources": "credentials.tokn", "webhook-endpoints": "secret[0]",
                    "routes": "prompts.unavailable.recording",
                ]
                for (path, body) in misfits {
                    let misfit = try await send(api, .post, "/v1/\(path)", body)
                    #expect(misfit.status == 422 && misfit.fields() == [places[path] ?? ""], "\(misfit.text)")
                }

                let inUse = try await send(api, .delete, "/v1/departments/support")
                #expect(inUse.status == 409 && inUse.fields() == ["operator 101"], "\(inUse.text)")
                #expect(try await send(api, .delete, "/v1/routes/*5003").fields() == ["webhook main"])
                let route = try await send(
                    api, .post, "/v1/routes",
                    #"{"code":"*7","name":"x","detection":"department","voice":"en","overflow":{"department":"night"},"autoAnswer":true,"waitSeconds":5}"#
                )
                #expect(route.status == 201 && route.text.contains(#""autoAnswer":true"#), "\(route.text)")
                #expect(try await send(api, .delete, "/v1/departments/night").fields() == ["route *7"])
                #expect(try await send(api, .delete, "/v1/routes/*7").status == 204)
                let kinds = try await send(
                    api, .post, "/v1/routes",
                    #"{"code":8,"name":"x","detection":"department","voice":"en","ringing":{"rounds":"2"}}"#)
                #expect(
                    kinds.fields() == ["code"] || Set(kinds.fields()) == ["code", "ringing.rounds"], "\(kinds.text)")
                #expect(try await send(api, .delete, "/v1/departments/night").status == 204)
                #expect(try await send(api, .get, "/v1/departments/night").status == 404)

                let log = try await send(api, .get, "/v1/audit-log?limit=3")
                let lines = (log.json["items"] as? [[String: Any]] ?? []).map {
                    "\($0["action"] ?? "") \($0["item"] ?? "")"
                }
                #expect(lines == ["removed night", "removed *7", "added *7"])
                #expect(log.text.contains("config:"))
            }
        }
    }

    @Test("Settings never show a secret, and keep it when its mask comes back")
    func secrets() async throws {
        let program = try ProgramRunner()
        try await program.serve(Self.callCenter) { bridge in
            try await BridgeAPI.with(bridge.url) { api in
                let source = try await send(api, .get, "/v1/sources/main")
                #expect(source.text.contains(#""token":"***""#) && !source.text.contains("s3cret"))
                #expect(try await send(api, .get, "/v1/webhook-endpoints/main").text.contains("env:WEBHOOK_SECRET"))
                let back = source.text.replacing(#""timeoutMilliseconds":1000"#, with: #""timeoutMilliseconds":900"#)
                let tag = try #require(source.tag)
                let put = try await send(api, .put, "/v1/sources/main", back, headers: [("If-Match", tag)])
                #expect(put.status == 200, "\(put.text)")
                let exported = try await program.run(["export", "--with-secrets", "--config", bridge.configuration])
                #expect(exported.output.contains("s3cret") && exported.output.contains("timeoutMilliseconds: 900"))
            }
        }
    }

    @Test("Tokens made on the command line or through the API count at once, within their scopes, until revoked")
    func tokens() async throws {
        let program = try ProgramRunner()
        try await program.serve(Self.callCenter) { bridge in
            try await BridgeAPI.with(bridge.url) { api in
                let made = try await program.run([
                    "token", "create", "--name", "panel", "--config", bridge.configuration,
                ])
                #expect(made.code == 0, "\(made.errors)")
                let token = made.output.trimmingCharacters(in: .newlines)
                #expect(try await send(api, .get, "/v1/help-requests", token: token).status == 200)
                #expect(try await send(api, .get, "/v1/departments", token: token).status == 403)

                let other = try await send(
                    api, .post, "/v1/tokens",
                    #"{"name":"crm","scopes":["settings"],"expiresAt":"2099-01-01T00:00:00Z"}"#)
                #expect(other.status == 201, "\(other.text)")
                let secret = try #require(other.json["token"] as? String)
                let id = try #require(other.json["id"] as? String)
                #expect(try await send(api, .get, "/v1/departments", token: secret).status == 200)
                let shown = try await send(api, .get, "/v1/tokens/\(id)")
                #expect(!shown.text.contains(secret))

                // For scripts: with the id that revoking takes.
                let printed = try await program.run([
                    "token", "create", "--name", "script", "--json", "--config", bridge.configuration,
                ])
                let script = try JSONDecoder().decode([String: JSONText].self, from: Data(printed.output.utf8))
                #expect(script["name"]?.text == "script" && script["token"]?.text != nil, "\(printed)")
                let listed = try await program.run(["token", "list", "--json", "--config", bridge.configuration])
                let all = try JSONDecoder().decode([[String: JSONText]].self, from: Data(listed.output.utf8))
                #expect(all.contains { $0["id"]?.text == script["id"]?.text } && !listed.output.contains(#""token""#))

                let list = try await program.run(["token", "list", "--config", bridge.configuration])
                #expect(list.output.contains("panel") && list.output.contains(id))
                #expect(try await program.run(["token", "revoke", id, "--config", bridge.configuration]).code == 0)
                #expect(try await send(api, .get, "/v1/departments", token: secret).status == 401)
                #expect(try await program.run(["token", "revoke", id, "--config", bridge.configuration]).code == 1)
            }
        }
    }
}

/// A member of a JSON object; `nil` for what is no text.
private struct JSONText: Decodable {
    var text: String?

    init(from decoder: any Decoder) throws {
        text = try? decoder.singleValueContainer().decode(String.self)
    }
}

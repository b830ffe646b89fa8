import CurlHTTP
import Foundation
import ProgramTestSupport
import TestSupport
import Testing

@testable import HelpBridge

@Suite("Secrets of the running program", .timeLimit(.minutes(15)))
struct SecretsProgramTests {
    private static let callCenter = """
        departments:
          - {id: support, name: Support}
        operators:
          - {extension: "101", name: Ali, department: support}
        sources:
          - {id: main, mapping: generic, baseURL: "http://127.0.0.1:9", credentials: {token: s3cret-token}}
          - {id: far, mapping: generic, baseURL: "http://127.0.0.1:9", credentials: {token: "env:CRM_FAR"}}
        routes:
          - {code: "*5003", name: Help, detection: crm, sources: [main], voice: en}
        webhooks:
          - {id: main, mapping: generic, route: "*5003", secret: s3cret-webhook}
        """

    private func send(
        _ api: BridgeAPI, _ method: HTTPRequest.Method, _ path: String, _ body: String = "", ifMatch tag: String? = nil
    ) async throws -> (status: Int, text: String, fields: [String]) {
        let response = try await api.client.send(
            HTTPRequest(
                method: method, url: api.url + path,
                headers: [
                    HTTPHeader("Authorization", "Bearer program-test"), HTTPHeader("Content-Type", "application/json"),
                ] + (tag.map { [HTTPHeader("If-Match", $0)] } ?? []), body: Array(body.utf8)))
        let json = try? JSONSerialization.jsonObject(with: Data(response.body)) as? [String: Any]
        let errors = json?["errors"] as? [[String: Any]] ?? []
        return (
            response.status, String(decoding: response.body, as: UTF8.self),
            errors.compactMap { $0["field"] as? String }
        )
    }

    /// The database and its log, as they lie on the disk.
    private func isOnDisk(_ text: String, _ program: ProgramRunner) throws -> Bool {
        let path = program.directory.appendingPathComponent("var/helpbridge.sqlite").path
        return try ["", "-wal"].contains { suffix in
            guard FileManager.default.fileExists(atPath: path + suffix) else { return false }
            return try Data(contentsOf: URL(fileURLWithPath: path + suffix)).range(of: Data(text.utf8)) != nil
        }
    }

    @Test("Secrets go to nobody but whom they were entered for, and nothing else of the machine goes out by their way")
    func destinations() async throws {
        let settings = #"secrets: {allow: ["env:CRM_OK_*"]}"#
        try await ProgramRunner().serve(Self.callCenter, settings: settings) { bridge in
            try await BridgeAPI.with(bridge.url) { api in
                func put(_ id: String, port: Int, _ credentials: String?) async throws -> (Int, [String]) {
                    let rest = credentials.map { #","credentials":\#($0)"# } ?? ""
                    let answer = try await send(
                        api, .put, "/v1/sources/\(id)",
                        #"{"mapping":"generic","baseURL":"http://127.0.0.1:\#(port)"\#(rest)}"#,
                        ifMatch: id == "copy" ? nil : "*")
                    return (answer.status, answer.fields)
                }
                #expect(try await put("main", port: 9, #"{"token":"***"}"#) == (200, []))
                #expect(try await put("main", port: 10, #"{"token":"***"}"#) == (422, ["credentials.token"]))
                #expect(try await put("main", port: 10, nil) == (422, ["credentials"]))
                #expect(try await put("main", port: 10, #"{"token":"env:HOME"}"#) == (422, ["credentials.token"]))
                #expect(try await put("main", port: 9, #"{"token":"env:HOME"}"#) == (422, ["credentials.token"]))
                #expect(
                    try await put("main", port: 9, #"{"token":"file:/etc/passwd"}"#) == (422, ["credentials.token"]))
                #expect(try await put("copy", port: 9, #"{"token":"***"}"#) == (422, ["credentials.token"]))
                // What a file on the machine has said stays good for its own address.
                #expect(try await put("far", port: 9, #"{"token":"env:CRM_FAR"}"#) == (200, []))
                #expect(try await put("far", port: 10, #"{"token":"env:CRM_FAR"}"#) == (422, ["credentials.token"]))
                #expect(try await put("main", port: 9, #"{"token":"env:CRM_FAR"}"#) == (422, ["credentials.token"]))
                #expect(try await put("main", port: 10, #"{"token":"env:CRM_OK_1"}"#) == (200, []))
                #expect(try await put("main", port: 11, #"{"token":"n3w"}"#) == (200, []))

                let hook = try await send(
                    api, .post, "/v1/webhook-endpoints",
                    #"{"id":"other","mapping":"generic","route":"*5003","secret":"file:/etc/passwd"}"#)
                #expect(hook.status == 422 && hook.fields == ["secret"], "\(hook.text)")
                let unset = try await send(
                    api, .post, "/v1/webhook-endpoints",
                    #"{"id":"other","mapping":"generic","route":"*5003","secret":"env:CRM_OK_2"}"#)
                #expect(unset.status == 422 && unset.text.contains("CRM_OK_2"), "\(unset.text)")
                let useless = try await send(
                    api, .post, "/v1/webhook-endpoints",
                    #"{"id":"other","mapping":"generic","route":"*5003","secret":"whsec_!!!"}"#)
                #expect(useless.status == 422 && useless.text.contains("Base64"), "\(useless.text)")
                #expect(unset.fields == ["secret"] && useless.fields == ["secret"])
                let deaf = try await send(
                    api, .post, "/v1/subscriptions", #"{"id":"b3","url":"https://a.test","secret":"whsec_!!!"}"#)
                #expect(deaf.status == 422 && deaf.fields == ["secret"], "\(deaf.text)")
                #expect(deaf.text.contains("Base64") && !deaf.text.contains("!!!"), "\(deaf.text)")
                let kept = try await send(
                    api, .put, "/v1/webhook-endpoints/main",
                    #"{"mapping":"generic","route":"*5003","secret":"***"}"#, ifMatch: "*")
                #expect(kept.status == 200, "\(kept.text)")
                for path in ["/v1/sources", "/v1/webhook-endpoints", "/v1/audit-log"] {
                    let shown = try await send(api, .get, path).text
                    #expect(!shown.contains("s3cret") && !shown.contains("n3w"), "\(path)")
                }
            }
        }
    }

    @Test("Secrets are masked in an export, which gives them back to their own address only")
    func export() async throws {
        let program = try ProgramRunner()
        let configuration = try program.write("helpbridge.yaml", "pbx: {driver: simulated}\n")
        func run(_ arguments: String...) async throws -> ProgramRunner.Result {
            try await program.run(arguments + ["--config", configuration])
        }
        #expect(try await run("apply", program.write("callcenter.yaml", Self.callCenter)).code == 0)
        let masked = try await run("export").output
        #expect(!masked.contains("s3cret") && masked.contains("env:CRM_FAR"))
        let again = try await run("apply", "--prune", program.write("masked.yaml", masked))
        #expect(again.code == 0 && again.output.contains("Nothing changes"), "\(again.errors)")

        let moved = masked.replacing("http://127.0.0.1:9", with: "http://127.0.0.1:10")
        let refused = try await run("apply", program.write("moved.yaml", moved))
        #expect(refused.code == 78)
        #expect(refused.errors.count == 1)
        #expect(refused.errors.first?.contains("sources[1].credentials.token: the source leads elsewhere") == true)

        // What logs in elsewhere than it asks leads elsewhere, too, by another address there.
        let login = """
            sources:
              - id: zoho
                mapping: zoho
                baseURL: "https://www.zohoapis.com"
                credentials:
                  {clientId: i, clientSecret: s3cret-client, refreshToken: s3cret-refresh, accountsURL: "https://accounts.zoho.com"}
            """
        #expect(try await run("apply", program.write("zoho.yaml", login)).code == 0)
        let exported = try await run("export").output
        let mask = #""accountsURL": "***""#
        #expect(exported.contains(mask))
        let away = exported.replacing(mask, with: #""accountsURL": "https://accounts.example.com""#)
        let kept = try await run("apply", program.write("away.yaml", away))
        #expect(kept.code == 78)
        #expect(kept.errors.joined().contains("credentials.clientSecret: the source leads elsewhere"), "\(kept.errors)")

        let whole = try await run("export", "--with-secrets").output
        #expect(whole.contains("s3cret-token") && whole.contains("s3cret-webhook"))
        #expect(try !isOnDisk("s3cret", program))
    }

    @Test("After a lost key, a new key works and the secrets to re-enter are listed")
    func lostKey() async throws {
        let program = try ProgramRunner()
        let configuration = try program.write("helpbridge.yaml", "pbx: {driver: simulated}\n")
        func run(_ arguments: String...) async throws -> ProgramRunner.Result {
            try await program.run(arguments + ["--config", configuration])
        }
        let callCenter = try program.write("callcenter.yaml", Self.callCenter)
        #expect(try await run("apply", callCenter).code == 0)
        try FileManager.default.removeItem(at: program.directory.appendingPathComponent("var/secrets.key"))
        let without = try await run("export")
        #expect(without.code == 78 && without.errors.first?.contains("--key-lost") == true, "\(without.errors)")

        let rotation = try await run("secrets", "rotate", "--key-lost")
        #expect(rotation.code == 0 && rotation.errors == [], "\(rotation.errors)")
        let lost = rotation.output.split(separator: "\n").filter { $0.hasPrefix("To be entered again: ") }
        #expect(lost.count == 2, "\(rotation.output)")
        #expect(try await run("apply", callCenter).code == 0)
        #expect(try await run("export", "--with-secrets").output.contains("s3cret-webhook"))
    }

    @Test("Secrets are sealed under a new key while the bridge serves")
    func rotation() async throws {
        let program = try ProgramRunner()
        let file = program.directory.appendingPathComponent("var/secrets.key").path
        try await program.serve(Self.callCenter) { bridge in
            let old = try String(contentsOfFile: file, encoding: .utf8)
            let rotation = try await program.run(["secrets", "rotate", "--config", bridge.configuration])
            #expect(rotation.code == 0 && rotation.output.contains(file), "\(rotation.errors)")
            #expect(try String(contentsOfFile: file, encoding: .utf8) != old)
            try await BridgeAPI.with(bridge.url) { api in
                let put = try await send(
                    api, .put, "/v1/sources/main",
                    #"{"mapping":"generic","baseURL":"http://127.0.0.1:9","timeoutMilliseconds":700,"credentials":{"token":"***"}}"#,
                    ifMatch: "*")
                #expect(put.status == 200, "\(put.text)")
            }
            let exported = try await program.run(["export", "--with-secrets", "--config", bridge.configuration])
            #expect(exported.code == 0 && exported.output.contains("s3cret-token"), "\(exported.errors)")
            #expect(try !isOnDisk("s3cret", program))
        }
    }

    @Test("The program does not start when the key of its secrets is missing, another one, none, or open to others")
    func keys() async throws {
        let program = try ProgramRunner()
        let plain = try program.write("helpbridge.yaml", "pbx: {driver: simulated}\nhttp: {port: 0}\n")
        let applied = try await program.run(
            ["apply", program.write("callcenter.yaml", Self.callCenter), "--config", plain])
        #expect(applied.code == 0, "\(applied.errors)")
        let file = program.directory.appendingPathComponent("var/secrets.key").path
        let key = try String(contentsOfFile: file, encoding: .utf8)

        func refusal(_ secrets: String = "", _ arguments: [String] = ["serve"]) async throws -> String {
            let configuration = try program.write(
                "other.yaml", "pbx: {driver: simulated}\nhttp: {port: 0}\n\(secrets)\n")
            let result = try await program.run(arguments + ["--config", configuration])
            // The other lines are the log's.
            let refusals = result.errors.filter { $0.hasPrefix("helpbridge: ") }
            #expect(result.code == 78 && refusals.count == 1, "\(result)")
            return refusals.first ?? ""
        }
        let other = String(repeating: "0f", count: 32)
        #expect(try await refusal("secrets: {key: \"\(other)\"}").contains("sealed under another key"))
        #expect(try await refusal("secrets: {key: short}").contains("other.yaml:3: secrets.key: expected 32 bytes"))
        #expect(
            try await refusal("secrets: {key: short}", ["config", "check"]).contains("secrets.key: expected 32 bytes"))
        chmod(try program.write("short", "short"), 0o600)
        for arguments in [["serve"], ["config", "check"]] {
            let fault = try await refusal("secrets: {key: \"file:short\"}", arguments)
            #expect(fault.contains("other.yaml:3: secrets.key: "), "\(fault)")
            #expect(fault.contains("does not hold 32 bytes"), "\(fault)")
        }
        #expect(try await refusal("secrets: {allow: [CRM]}").contains("secrets.allow: expected patterns"))
        chmod(file, 0o644)
        #expect(try await refusal().contains("may be read by others"))
        #expect(try await refusal("", ["config", "check"]).contains("may be read by others"))
        try FileManager.default.removeItem(atPath: file)
        #expect(try await refusal().contains("the key file \(file) is missing"))

        // The same key, wherever it comes from.
        let elsewhere = try program.write("key", key)
        chmod(elsewhere, 0o600)
        let moved = try program.write("moved.yaml", "pbx: {driver: simulated}\nsecrets: {key: \"file:key\"}\n")
        let exported = try await program.run(["export", "--with-secrets", "--config", moved])
        #expect(exported.code == 0 && exported.output.contains("s3cret-token"), "\(exported.errors)")
        let given = try program.write(
            "given.yaml", "pbx: {driver: simulated}\nsecrets: {key: \"\(key.trimmingCharacters(in: .newlines))\"}\n")
        let refused = try await program.run(["secrets", "rotate", "--config", given])
        #expect(refused.code == 1 && refused.errors.first?.contains("--new-key") == true, "\(refused.errors)")
        let rotated = try await program.run(["secrets", "rotate", "--new-key", other, "--config", given])
        #expect(rotated.code == 0 && rotated.output.contains("restart the bridge"), "\(rotated.errors)")
        let after = try program.write("after.yaml", "pbx: {driver: simulated}\nsecrets: {key: \"\(other)\"}\n")
        #expect(try await program.run(["export", "--config", after]).code == 0)
    }
}

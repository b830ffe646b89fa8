import CurlHTTP
import HelpDesk
import JSON
import TestSupport
import Testing

@testable import ManagerLookup

/// The two kinds of lookup source that the original module has, asked over a real socket by servers that take nothing
/// but what their contracts say.
@Suite("The lookup contracts of the original module")
struct LookupContractTests {
    /// Serves `GetUserManagerExtension` as a strict reader of its contract does.
    private struct OpenCRM {
        var authorization: String?
        var content: String?

        func respond(to request: ReceivedRequest) -> [FaultServer.Step] {
            guard request.method == "POST", request.target == "/crm/GetUserManagerExtension" else {
                return .answer(status: 404)
            }
            guard request.header("Authorization") == authorization else { return .answer(status: 401) }
            guard request.header("Content-Type") == "application/json" else { return .answer(status: 415) }
            // By the bytes: a strict deserializer knows these names in this case only, and tsId as a number.
            guard let sent = try? JSONReader.value(of: request.body),
                sent == .object(["tsId": .integer(3), "userExtenstion": .text("101")])
                    || sent == .object(["tsId": .number(3), "userExtenstion": .text("101")]),
                request.text.contains("\"tsId\":3")
            else { return .answer(status: 400) }
            guard let content else { return .answer(status: 204) }
            return .answer(headers: [("Content-Type", "application/json; charset=utf-8")], text: content)
        }
    }

    /// PayamGostar's user service on WCF's basicHttpBinding.
    private struct PayamGostar {
        /// The prefixes of the envelope, of the service and of the data contract; the second may be none.
        var prefixes = ("s", "", "a")
        var users: [String: String?] = ["101": "200", "102": nil, "103": ""]
        var action = "http://tempuri.org/IUser/GetUserHelperExtensionBy"

        func respond(to request: ReceivedRequest) -> [FaultServer.Step] {
            guard request.method == "POST", request.target == "/crm/services/api/IUser.svc" else {
                return .answer(status: 404, text: "<html>Service</html>")
            }
            guard request.header("Content-Type") == "text/xml; charset=utf-8" else { return .answer(status: 415) }
            guard request.header("SOAPAction") == "\"\(action)\"" else {
                return fault("The message cannot be processed at the receiver, due to an Action mismatch")
            }
            guard case .object(let root)? = try? XMLReader.json(request.body),
                case .object(let envelope)? = root["s:Envelope"],
                envelope["@xmlns:s"] == .text("http://schemas.xmlsoap.org/soap/envelope/"),
                case .object(let body)? = envelope["s:Body"],
                case .object(let call)? = body["GetUserHelperExtensionBy"],
                call["@xmlns"] == .text("http://tempuri.org/"),
                case .text(let user)? = call["username"], case .text(let password)? = call["password"],
                case .text(let number)? = call["userExtension"]
            else { return fault("The formatter threw an exception while trying to deserialize the message") }
            guard user == "bridge", password == "p<&>\"'s" else {
                return result(isGood: false, message: "نام کاربری یا رمز نادرست است")
            }
            guard let helper = users[number] else {
                return result(isGood: false, message: "کاربری با این داخلی یافت نشد")
            }
            return result(isGood: true, helper: helper)
        }

        private func result(isGood: Bool, message: String? = nil, helper: String? = nil) -> [FaultServer.Step] {
            let (soap, service, data) = prefixes
            let (colon, declared) = service.isEmpty ? ("", "xmlns") : ("\(service):", "xmlns:\(service)")
            func member(_ name: String, _ value: String?) -> String {
                value.map { "<\(data):\(name)>\($0)</\(data):\(name)>" } ?? "<\(data):\(name) i:nil=\"true\"/>"
            }
            let contract =
                "http://schemas.datacontract.org/2004/07/Septa.PayamGostar.ServiceLayer.Contract.PGContracts.DataContracts"
            return envelope(
                status: 200,
                """
                <\(colon)GetUserHelperExtensionByResponse \(declared)="http://tempuri.org/">\
                <\(colon)GetUserHelperExtensionByResult xmlns:\(data)="\(contract)" \
                xmlns:i="http://www.w3.org/2001/XMLSchema-instance">\
                \(member("HelperExtension", helper))\(member("Message", message))\
                \(member("Success", isGood ? "true" : "false"))\
                </\(colon)GetUserHelperExtensionByResult></\(colon)GetUserHelperExtensionByResponse>
                """, prefix: soap)
        }

        private func fault(_ text: String) -> [FaultServer.Step] {
            let soap = prefixes.0
            return envelope(
                status: 500,
                """
                <\(soap):Fault><faultcode xmlns:c="http://schemas.microsoft.com/ws/2005/05/addressing/none">\
                c:ActionNotSupported</faultcode><faultstring xml:lang="en-US">\(text)</faultstring></\(soap):Fault>
                """, prefix: soap)
        }

        private func envelope(status: Int, _ content: String, prefix: String) -> [FaultServer.Step] {
            .answer(
                status: status, headers: [("Content-Type", "text/xml; charset=utf-8")],
                text: """
                    <\(prefix):Envelope xmlns:\(prefix)="http://schemas.xmlsoap.org/soap/envelope/"><\(prefix):Body>\
                    \(content)</\(prefix):Body></\(prefix):Envelope>
                    """)
        }
    }

    private func ask(
        _ mapping: String, operator number: String = "101", credentials: [String: String],
        respond: @escaping FaultServer.Respond
    ) async throws -> LookupAnswer {
        let client = try CurlClient()
        let answer = try await FaultServer.with(respond: respond) { server in
            try await Fixtures.chain(client).managers(
                for: Fixtures.question(
                    operator: number,
                    Fixtures.source(
                        mapping: mapping, at: "http://127.0.0.1:\(server.port)/crm", credentials: credentials)))
        }
        await client.shutdown()
        return answer
    }

    @Test(
        "Any CRM that keeps to GetUserManagerExtension is asked, whatever case it writes",
        arguments: [
            (#"{"Extension":"200"}"#, LookupReport.Result.found), (#"{"extension":"200"}"#, .found),
            (#"{"EXTENSION":200}"#, .found), (#"{"Extension":null}"#, .notFound), (#"{"extension":""}"#, .notFound),
            ("{}", .notFound), ("", .notFound), ("null", .notFound), (#"{"Ext":"200"}"#, .invalid), ("[]", .invalid),
            ("<html>", .invalid),
        ])
    func openCRM(content: String, result: LookupReport.Result) async throws {
        let server = OpenCRM(content: content)
        let answer = try await ask("alovoip_opencrm", credentials: ["telephonySystem": "3"]) {
            server.respond(to: $0)
        }
        #expect(answer.reports.map(\.result) == [result])
        #expect(answer.candidates.map(\.extension) == (result == .found ? ["200"] : []))
    }

    @Test("A CRM that wants Basic authentication gets it, and only then")
    func openCRMBasic() async throws {
        let server = OpenCRM(authorization: "Basic YnJpZGdlOnA6cw==", content: #"{"Extension":"200"}"#)
        let full = ["telephonySystem": "3", "username": "bridge", "password": "p:s"]
        #expect(
            try await ask("alovoip_opencrm", credentials: full) { server.respond(to: $0) }.reports.map(\.result) == [
                .found
            ])
        #expect(
            try await ask("alovoip_opencrm", credentials: ["telephonySystem": "3"]) { server.respond(to: $0) }
                .reports.map(\.result) == [.error])
        let empty = OpenCRM()
        #expect(
            try await ask("alovoip_opencrm", credentials: ["telephonySystem": "3"]) { empty.respond(to: $0) }
                .reports.map(\.result) == [.notFound])
    }

    private static let payamgostar = ["username": "bridge", "password": "p<&>\"'s"]

    @Test("PayamGostar names the helper, with whatever prefixes it writes", arguments: ["a", "b", "q1"])
    func helper(prefix: String) async throws {
        for service in ["", "t"] {
            let server = PayamGostar(prefixes: (prefix == "a" ? "s" : "soap", service, prefix))
            let answer = try await ask("payamgostar", credentials: Self.payamgostar) { server.respond(to: $0) }
            #expect(answer.candidates.map(\.extension) == ["200"])
            #expect(answer.reports.map(\.result) == [.found])
        }
    }

    @Test("PayamGostar knows nobody where the helper's extension is nil or empty", arguments: ["102", "103"])
    func nobody(number: String) async throws {
        let server = PayamGostar()
        let answer = try await ask("payamgostar", operator: number, credentials: Self.payamgostar) {
            server.respond(to: $0)
        }
        #expect(answer.reports.map(\.result) == [.notFound])
        #expect(answer.reports[0].message == nil)
    }

    @Test("What PayamGostar says tells an unknown extension from a wrong password")
    func unsuccessful() async throws {
        let server = PayamGostar()
        let unknown = try await ask("payamgostar", operator: "199", credentials: Self.payamgostar) {
            server.respond(to: $0)
        }
        #expect(unknown.reports.map(\.result) == [.notFound])
        #expect(unknown.reports[0].message == "کاربری با این داخلی یافت نشد")
        let refused = try await ask("payamgostar", credentials: ["username": "bridge", "password": "wrong"]) {
            server.respond(to: $0)
        }
        #expect(refused.candidates.isEmpty)
        #expect(refused.reports[0].message == "نام کاربری یا رمز نادرست است")
    }

    @Test("A fault of WCF, with status 500, is an error in its own words")
    func fault() async throws {
        let server = PayamGostar(action: "http://tempuri.org/IUser/GetUser")
        let answer = try await ask("payamgostar", credentials: Self.payamgostar) { server.respond(to: $0) }
        #expect(answer.reports.map(\.result) == [.error])
        #expect(
            answer.reports[0].message
                == "The message cannot be processed at the receiver, due to an Action mismatch")
        #expect(answer.reports[0].detail == "helper: HTTP 500")
    }
}

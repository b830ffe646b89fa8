import Administration
import HelpDesk
import Testing

@testable import HelpBridge

@Suite struct CallCenterFileExportTests {
    @Test("What was exported reads back as the same settings")
    func roundTrip() throws {
        let callCenter = try SampleFile.read(SampleFile.full)
        #expect(try SampleFile.read(CallCenterFile.export(callCenter, withSecrets: true)) == callCenter)
    }

    @Test("An empty call centre that was exported reads back as empty")
    func emptyCallCenter() throws {
        #expect(try SampleFile.read(CallCenterFile.export(CallCenter())) == CallCenter())
    }

    @Test("An export of the settings is written in the same order each time")
    func sameOrder() throws {
        let departments = (0..<50).map { Department(id: "d\($0)", name: "D") }
        let exports = try Set(
            (0..<10).map { _ in try CallCenterFile.export(CallCenter(departments: departments.shuffled())) })
        #expect(exports.count == 1)
    }

    @Test(
        "Any text of an exported setting reads back as it was",
        arguments: [
            "yes", "null", "~", "0x1F", "1e3", "a: b # c", "- a", "\"quoted\" \\ back", "'single'", "{manager}",
            "  padded  ",
            "می‌خواهد 😀", "a\nb\n", "\tb", "%", "@", "*x", "&x", "!x", "<<", "---",
            "é\u{2028}x",
            String(repeating: "درخواست کمک ", count: 30),
        ])
    func anyText(text: String) throws {
        let callCenter = CallCenter(routes: [
            Route(
                code: "*1", name: "R", detection: .department, voice: "null",
                prompts: [
                    .requestSent: .text(text),
                    .unavailable: .recording("/a/\(text.filter { !$0.isNewline && $0 != "\t" })"),
                ])
        ])
        #expect(try SampleFile.read(CallCenterFile.export(callCenter)) == callCenter)
    }

    @Test("An export is what an administrator would write, secrets masked")
    func wholeText() throws {
        #expect(
            try CallCenterFile.export(SampleFile.read(SampleFile.full)) == """
                departments:
                - id: "sales"
                  name: "فروش"
                - id: "support"
                  name: "پشتیبانی"
                  parent: "sales"
                  helpers:
                  - {extension: "200", name: "سارا کریمی"}
                  - {extension: "201"}
                operators:
                - extension: "101"
                  name: "علی"
                  department: "support"
                  email: "a@b.example"
                  crmId: "17"
                sources:
                - id: "main"
                  mapping: "generic"
                  baseURL: "http://127.0.0.1:9090"
                  timeoutMilliseconds: 800
                  credentials:
                    "token": "env:CRM_TOKEN"
                    "user": "***"
                  caFile: "/etc/ssl/crm.pem"
                  cacheSeconds: 0
                  staleSeconds: 0
                  maximumConcurrent: 32
                routes:
                - code: "*5003"
                  name: "Support help"
                  detection: crm
                  sources: ["main"]
                  voice: "fa"
                  mode: consult
                  prompts:
                    requestSent: {text: "درخواست کمک شما برای {manager} ارسال شد"}
                    unavailable: {recording: "/sounds/unavailable.wav"}
                    managerIntro: {text: "{operator}\\n{customer}"}
                  ringing: {strategy: sequential, timeoutSeconds: 15, totalSeconds: 60, operatorSeconds: 25, rounds: 2, skipBusy: false, atOnce: 5}
                  ladder: [crm, department]
                  secondPress: cancel
                  acceptKey: "1"
                  overflow: {department: "sales"}
                  whenOperatorBusy: fail
                  autoAnswer: true
                  waitSeconds: 40
                  departments: any
                webhooks:
                - id: "main"
                  mapping: "generic"
                  route: "*5003"
                  secret: "env:CRM_WEBHOOK_SECRET"

                """)
    }
}

import Administration
import Foundation
import HelpDesk
import Testing

@testable import HelpBridge

@Suite struct CallCenterFileTests {
    @Test("Every setting of a call-centre file is read")
    func everySetting() throws {
        let callCenter = try SampleFile.read(SampleFile.full)
        #expect(
            callCenter.departments == [
                "support": Department(
                    id: "support", name: "پشتیبانی", parent: "sales",
                    helpers: [.init(extension: "200", name: "سارا کریمی"), .init(extension: "201")]),
                "sales": Department(id: "sales", name: "فروش"),
            ])
        #expect(
            callCenter.operators == [
                "101": Operator(extension: "101", name: "علی", department: "support", email: "a@b.example", crmId: "17")
            ])
        #expect(
            callCenter.sources == [
                "main": LookupSource(
                    id: "main", mapping: "generic", baseURL: "http://127.0.0.1:9090", timeoutMilliseconds: 800,
                    credentials: ["token": SecretReference("env:CRM_TOKEN"), "user": SecretReference("7")],
                    caFile: "/etc/ssl/crm.pem")
            ])
        #expect(
            callCenter.routes == [
                "*5003": Route(
                    code: "*5003", name: "Support help", detection: .crm, sources: ["main"], voice: "fa",
                    mode: .consult,
                    prompts: [
                        .requestSent: .text("درخواست کمک شما برای {manager} ارسال شد"),
                        .unavailable: .recording("/sounds/unavailable.wav"),
                        .managerIntro: .text("{operator}\n{customer}"),
                    ],
                    ringing: RingingPolicy(
                        timeoutSeconds: 15, totalSeconds: 60, operatorSeconds: 25, rounds: 2, skipBusy: false,
                        atOnce: 5),
                    ladder: [.crm, .department], secondPress: .cancel,
                    options: RouteOptions(
                        acceptKey: "1", overflow: .department("sales"), whenOperatorBusy: .fail,
                        autoAnswer: true, waitSeconds: 40, departments: .any))
            ])
        #expect(
            callCenter.webhooks == [
                "main": WebhookEndpoint(
                    id: "main", mapping: "generic", route: "*5003", secrets: [SecretReference("env:CRM_WEBHOOK_SECRET")]
                )
            ])
    }

    @Test("What is left out of a call-centre file takes its default")
    func defaults() throws {
        let callCenter = try SampleFile.read(
            """
            departments: [{id: d, name: D, parent: null, helpers: }]
            sources: [{id: s, mapping: m, baseURL: "https://crm.example.com/api"}]
            routes: [{code: "*1", name: R, detection: crm, sources: [s], voice: en}]
            """)
        #expect(callCenter.departments["d"] == Department(id: "d", name: "D"))
        #expect(
            callCenter.sources["s"] == LookupSource(id: "s", mapping: "m", baseURL: "https://crm.example.com/api"))
        #expect(
            callCenter.routes["*1"] == Route(code: "*1", name: "R", detection: .crm, sources: ["s"], voice: "en"))
        #expect(callCenter.routes["*1"]?.mode == .whisper)
        #expect(callCenter.routes["*1"]?.ringing.firstRingSeconds == nil)
    }

    @Test("An operator without a name is called by their extension")
    func operatorWithoutName() throws {
        let callCenter = try SampleFile.read(
            """
            departments: [{id: d, name: D}]
            operators: [{extension: "101", department: d}, {extension: "102", name: null, department: d}]
            """)
        #expect(callCenter.operators["101"] == Operator(extension: "101", name: "101", department: "d"))
        #expect(callCenter.operators["102"]?.name == "102")
    }

    @Test("How long a phone may stay silent is read and written")
    func pickUp() throws {
        let callCenter = try SampleFile.read(
            "routes: [{code: '*1', name: R, detection: department, voice: en, ringing: {firstRingSeconds: 8}}]")
        #expect(callCenter.routes["*1"]?.ringing.firstRingSeconds == 8)
        #expect(try SampleFile.read(CallCenterFile.export(callCenter)) == callCenter)
    }

    @Test("Which finished requests a source gets is read and written")
    func finishedRequests() throws {
        let yaml = "sources: [{id: s, mapping: m, baseURL: 'https://crm.example.com', reports: WORD}]"
        let callCenter = try SampleFile.read(yaml.replacing("WORD", with: "missed"))
        #expect(callCenter.sources["s"]?.policy.reports == .missed)
        let written = try CallCenterFile.export(callCenter)
        #expect(written.contains("reports: missed"))
        #expect(try SampleFile.read(written) == callCenter)
        // None is what a source gets that says nothing, so that it need not be written.
        let none = try SampleFile.read(yaml.replacing("WORD", with: "none"))
        #expect(try !CallCenterFile.export(none).contains("reports"))
        #expect(
            try SampleFile.problems(yaml.replacing("WORD", with: "some")) == [
                "callcenter.yaml:1: sources[0].reports: expected none, missed or all, found \"some\""
            ])
    }

    @Test("A text of a call-centre file is what is written, whatever YAML takes it for")
    func texts() throws {
        let callCenter = try SampleFile.read(
            """
            departments: [{id: 010, name: yes, helpers: [{extension: 200, name: 1e3}, {extension: 010}]}]
            operators: [{extension: 0101, name: off, department: 010, crmId: 0x1F}]
            """)
        #expect(
            callCenter.departments["010"]
                == Department(
                    id: "010", name: "yes",
                    helpers: [.init(extension: "200", name: "1e3"), .init(extension: "010")]))
        #expect(
            callCenter.operators["0101"] == Operator(extension: "0101", name: "off", department: "010", crmId: "0x1F"))
    }

    @Test("The sections of a call-centre file refer to what exists already, and to one another in any order")
    func crossReferences() throws {
        let existing = CallCenter(
            departments: [Department(id: "sales", name: "Sales")],
            sources: [LookupSource(id: "main", mapping: "generic", baseURL: "http://x")],
            routes: [Route(code: "*1", name: "R", detection: .department, voice: "fa")])
        let callCenter = try SampleFile.read(
            """
            webhooks: [{id: a, mapping: m, route: "*1", secret: s}, {id: b, mapping: m, route: "*2", secret: s}]
            routes: [{code: "*2", name: R, detection: crm, sources: [main], voice: fa}]
            operators: [{extension: 101, name: A, department: sales}, {extension: 102, name: B, department: night}]
            departments: [{id: night, name: N, parent: sales}]
            """, existing: existing)
        #expect(callCenter.webhooks.count == 2 && callCenter.operators.count == 2)
    }

    @Test("Relative paths in a call-centre file are relative to the file")
    func relativePaths() throws {
        let directory = FileManager.default.temporaryDirectory.appending(path: "helpbridge-file-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        let path = directory.appending(path: "callcenter.yaml").path
        try Data(
            """
            sources:
              - {id: s, mapping: m, baseURL: "http://x", caFile: ../ca.pem, credentials: {t: "file:token", u: "env:U"}}
            routes:
              - {code: "*1", name: R, detection: department, voice: fa, prompts: {unavailable: {recording: a/b.wav}}}
            webhooks:
              - {id: w, mapping: m, route: "*1", secret: "file:/run/secrets/w"}
            """.utf8
        ).write(to: URL(fileURLWithPath: path))
        let callCenter = try CallCenterFile(contentsOf: path, context: SampleFile.context()).callCenter
        let parent = directory.deletingLastPathComponent().appending(path: "ca.pem").path
        #expect(callCenter.sources["s"]?.caFile == parent)
        #expect(
            callCenter.sources["s"]?.credentials == [
                "t": SecretReference("file:\(directory.appending(path: "token").path)"), "u": SecretReference("env:U"),
            ])
        #expect(callCenter.routes["*1"]?.prompts[.unavailable] == .recording(directory.appending(path: "a/b.wav").path))
        #expect(callCenter.webhooks["w"]?.secrets == [SecretReference("file:/run/secrets/w")])
    }

    @Test("A call-centre file may be a pipe")
    func namedPipe() throws {
        let pipe = Pipe()
        try pipe.fileHandleForWriting.write(contentsOf: Data("departments: [{id: a, name: A}]\n".utf8))
        try pipe.fileHandleForWriting.close()
        let path = "/dev/fd/\(pipe.fileHandleForReading.fileDescriptor)"
        let callCenter = try CallCenterFile(contentsOf: path, context: SampleFile.context()).callCenter
        #expect(callCenter.departments.keys.sorted() == ["a"])
    }

    @Test("Aliases and anchors serve in a call-centre file as in any YAML")
    func yamlAliases() throws {
        let callCenter = try SampleFile.read(
            """
            departments:
              - {id: a, name: A, helpers: &everybody [{extension: "200"}]}
              - {id: b, name: B, helpers: *everybody}
            """)
        #expect(callCenter.departments["b"]?.helpers == [.init(extension: "200")])
    }
}

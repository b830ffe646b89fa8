import Administration
import Foundation
import HelpDesk
import Testing

@testable import HelpBridge

@Suite struct CallCenterFileErrorTests {
    @Test("What does not fit its mapping is reported with its line and place, all of it together")
    func unfitSources() throws {
        let mapping = MappingSummary(
            name: "test", title: "Test",
            credentials: [
                CredentialDefinition(name: "key", description: "the API key", isSecret: true, isRequired: true),
                CredentialDefinition(name: "zone", description: "the zone", isSecret: false, isRequired: false),
            ], webhook: .init(signature: .standard, example: "{}"))
        var silent = mapping
        silent.name = "silent"
        silent.webhook = nil
        let known = [mapping.name: mapping, silent.name: silent]
        var context = try SampleFile.context()
        context.mapping = { known[$0] }
        context.problemOfSecret = { secret, _ in secret == "bad" ? "fits nothing" : nil }
        let yaml = """
            sources:
              - {id: good, mapping: test, baseURL: "http://a.test", credentials: {key: k}}
              - {id: elsewhere, mapping: unknown, baseURL: "http://a.test", credentials: {any: k}}
              - id: misspelt
                mapping: test
                baseURL: http://a.test
                credentials:
                  zone: a
                  kye: k
                reports: all
              - {id: bare, mapping: test, baseURL: "http://a.test"}
            routes: [{code: "*1", name: R, detection: department, voice: fa}]
            webhooks:
              - {id: a, mapping: silent, route: "*1", secret: bad}
              - {id: b, mapping: test, route: "*1", secret: [good, bad]}
            subscriptions: [{id: s, url: "http://a.test", secret: bad}]
            """
        let error = #expect(throws: AdministrationError.self) {
            try CallCenterFile(yaml: yaml, name: "f", context: context)
        }
        #expect(
            error?.description.split(separator: "\n") == [
                "f:4: sources[2].credentials.key: is missing: the API key",
                "f:9: sources[2].credentials.kye: the mapping test has no such credential; it knows key, zone",
                "f:10: sources[2].reports: the mapping test writes no reports; leave it out",
                "f:11: sources[3].credentials.key: is missing: the API key",
                "f:14: webhooks[0].mapping: the mapping silent has no webhook part; add one, or take another",
                "f:15: webhooks[1].secret[1]: fits nothing",
                "f:16: subscriptions[0].secret: fits nothing",
            ])
    }

    @Test("All mistakes of a call-centre file are reported together, each with its line and place")
    func allMistakes() throws {
        let problems = try SampleFile.problems(
            """
            departments:
              - id: support
                nmae: Support
                helpers:
                  - {extension: "2"}
                  - {name: Sara}
            operators:
              - {extension: "101", name: Ali, department: sales}
            routes:
              - code: "5003a"
                name: Help
                detection: guess
                voice: fa
                ringing:
                  timeoutSeconds: abc
            """)
        #expect(
            problems == [
                "callcenter.yaml:2: departments[0].name: is missing",
                "callcenter.yaml:3: departments[0].nmae: unknown key; expected id, name, parent or helpers",
                "callcenter.yaml:5: departments[0].helpers[0].extension: \"2\" may not be dialled under pbx.numbers (^[0-9]{2,6}$)",
                "callcenter.yaml:6: departments[0].helpers[1].extension: is missing",
                "callcenter.yaml:8: operators[0].department: no department has the id \"sales\"",
                "callcenter.yaml:10: routes[0].code: expected 1 to 16 of the keys 0-9 * #, such as \"*5003\", found \"5003a\"",
                "callcenter.yaml:12: routes[0].detection: expected crm or department, found \"guess\"",
                "callcenter.yaml:15: routes[0].ringing.timeoutSeconds: expected a whole number of seconds from 1 to 300, found \"abc\"",
            ])
    }

    @Test(
        "A mistake in the form of a call-centre file is told with what was expected",
        arguments: [
            ("departments: {a: b}", "1: departments: expected a list of departments, found a mapping"),
            ("departments: [a]", "1: departments[0]: expected a mapping with id, name, parent, helpers, found text"),
            ("departments: [{id: [a], name: A}]", "1: departments[0].id: expected an id, found a list"),
            (
                "departments: [{id: a b, name: A}]",
                "1: departments[0].id: expected 1 to 64 of A-Z a-z 0-9 . _ -, found \"a b\""
            ),
            ("departments: [{id: a, name: \" \"}]", "1: departments[0].name: expected text, found only blanks"),
            ("departments: [{id: a, name: \"A\\r\\nB\"}]", "1: departments[0].name: expected one line of text"),
            ("departments: [{id: a, name: }]", "1: departments[0].name: is missing"),
            ("departments: [{id: a, name: A, parent: b}]", "1: departments[0].parent: no department has the id \"b\""),
            (
                "departments: [{id: a, name: A}, {id: a, name: B}]",
                "1: departments[1].id: \"a\" stands in line 1 already"
            ),
            (
                "departments:\n- id: a\n  name: A\n  helpers:\n  - {extension: 200}\n  - {extension: \"200\"}",
                "6: departments[0].helpers[1].extension: \"200\" stands in line 5 already"
            ),
            (
                "operators: [{extension: \"10-1\", name: A, department: a}]\ndepartments: [{id: a, name: A}]",
                "1: operators[0].extension: \"10-1\" may not be dialled under pbx.numbers (^[0-9]{2,6}$)"
            ),
            (
                "webhook: []",
                "1: webhook: unknown key; expected departments, operators, sources, routes, webhooks or subscriptions"
            ),
            ("departments: []\n? [a]\n: b", "2: expected text as a key"),
            (
                "[]",
                "1: expected a mapping with departments, operators, sources, routes, webhooks, subscriptions, found a list"
            ),
            ("departments: [\n", "2: is not YAML: did not find expected node content"),
            ("a: 1\na: 2", "1: the key \"a\" stands twice in one mapping"),
            ("departments: []\n---\nroutes: []", "3: a second YAML document begins here; write one"),
        ])
    func formMistakes(yaml: String, problem: String) throws {
        #expect(try SampleFile.problems(yaml) == ["callcenter.yaml:\(problem)"])
    }

    @Test(
        "An empty call-centre file is refused, since pruning with it would remove everything",
        arguments: ["", "\n# nothing\n", "~", "---\n"])
    func emptyFile(yaml: String) throws {
        #expect(try SampleFile.problems(yaml) == ["callcenter.yaml: is empty; write at least \"departments: []\""])
    }

    @Test(
        "A mistake in a source is told without its secrets",
        arguments: [
            ("baseURL: ftp://crm", "baseURL: expected a URL such as https://crm.example.com"),
            ("baseURL: crm.example.com", "baseURL: expected a URL such as https://crm.example.com"),
            ("baseURL: \"http://\"", "baseURL: expected a URL such as https://crm.example.com"),
            ("baseURL: \"http://crm example\"", "baseURL: expected a URL such as https://crm.example.com"),
            (
                "baseURL: \"http://u:hidden@crm\"",
                "baseURL: expected a URL without user and password; put them under credentials"
            ),
            (
                "baseURL: \"http://crm/?a=b\"",
                "baseURL: expected a URL without query and fragment; the mapping adds them"
            ),
            ("baseURL: \"http://crm:99999\"", "baseURL: expected a port from 1 to 65535, found 99999"),
            (
                "baseURL: \"http://crm\", timeoutMilliseconds: 49",
                "timeoutMilliseconds: expected a whole number of milliseconds from 50 to 30000, found \"49\""
            ),
            (
                "baseURL: \"http://crm\", timeoutMilliseconds: 0800",
                "timeoutMilliseconds: expected a whole number of milliseconds from 50 to 30000, found \"0800\""
            ),
            (
                "baseURL: \"http://crm\", timeoutMilliseconds: 1.5",
                "timeoutMilliseconds: expected a whole number of milliseconds from 50 to 30000, found \"1.5\""
            ),
            ("baseURL: \"http://crm\", credentials: [a]", "credentials: expected a mapping, found a list"),
            (
                "baseURL: \"http://crm\", credentials: {token: {a: hidden}}",
                "credentials.token: expected a secret, env:NAME or file:PATH, found a mapping"
            ),
            (
                "baseURL: \"http://crm\", credentials: {token: \"env:\"}",
                "credentials.token: expected the name of an environment variable after env:"
            ),
            (
                "baseURL: \"http://crm\", credentials: {token: \"file:\"}",
                "credentials.token: expected the path of a file after file:"
            ),
        ])
    func sourceMistakes(settings: String, problem: String) throws {
        let problems = try SampleFile.problems("sources: [{id: s, mapping: m, \(settings)}]")
        #expect(problems == ["callcenter.yaml:1: sources[0].\(problem)"])
    }

    @Test(
        "A mistake in a route is told with what was expected",
        arguments: [
            ("whenOperatorBusy: wait", "whenOperatorBusy: expected whisper or fail, found \"wait\""),
            ("mode: shout", "mode: expected whisper, consult, barge or listen, found \"shout\""),
            (
                "ringing: {strategy: all}",
                "ringing.strategy: expected sequential, simultaneous or least_recent, found \"all\""
            ),
            (
                "ringing: {totalSeconds: 0}",
                "ringing.totalSeconds: expected a whole number of seconds from 1 to 3600, found \"0\""
            ),
            (
                "ringing: {operatorSeconds: 99999999999999999999}",
                "ringing.operatorSeconds: expected a whole number of seconds from 1 to 300, found \"99999999999999999999\""
            ),
            ("ladder: []", "ladder: expected at least one of crm, department or parents"),
            ("ladder: [crm, crm]", "ladder[1]: crm stands in this list already"),
            ("ladder: [boss]", "ladder[0]: expected crm, department or parents, found \"boss\""),
            ("secondPress: twice", "secondPress: expected same or cancel, found \"twice\""),
            ("departments: all", "departments: expected own or any, found \"all\""),
            ("sources: [nowhere]", "sources[0]: no source has the id \"nowhere\""),
            ("prompts: {unavailable: {}}", "prompts.unavailable: expected either text, recording or silent"),
            (
                "prompts: {unavailable: {text: a, recording: b}}",
                "prompts.unavailable: expected either text, recording or silent"
            ),
            (
                "prompts: {unavailable: {silent: false}}",
                "prompts.unavailable.silent: expected true; leave the prompt out to hear the voice's own text"
            ),
            ("prompts: {unavailable: {silent: x}}", "prompts.unavailable.silent: expected true or false, found \"x\""),
            (
                "prompts: {unavailable: hello}",
                "prompts.unavailable: expected a mapping with text, recording, silent, found text"
            ),
            (
                "prompts: {goodbye: {text: a}}",
                "prompts.goodbye: unknown key; expected requestSent, unavailable, managerIntro, emergencyIntro,"
                    + " waiting, requestCancelled, requestOpen, unknownCode or notOperator"
            ),
            (
                "ringing: {rounds: 11}",
                "ringing.rounds: expected a whole number of rounds from 1 to 10, found \"11\""
            ),
            ("ringing: {skipBusy: yes}", "ringing.skipBusy: expected true or false, found \"yes\""),
            (
                "ringing: {atOnce: 51}",
                "ringing.atOnce: expected a whole number of phones from 1 to 50, found \"51\""
            ),
            (
                "acceptKey: \"9\"",
                "acceptKey: expected one of the keys 0 1 2 4 5 6 7 (9 declines, 3 passes on), found \"9\""
            ),
            ("overflow: {department: nowhere}", "overflow.department: no department has the id \"nowhere\""),
            (
                "overflow: {number: \"0098912\"}",
                "overflow.number: \"0098912\" may not be dialled under pbx.numbers (^[0-9]{2,6}$)"
            ),
            ("overflow: {}", "overflow: expected either department or number"),
        ])
    func routeMistakes(settings: String, problem: String) throws {
        let yaml = "routes: [{code: \"*1\", name: R, detection: department, voice: fa, \(settings)}]"
        #expect(try SampleFile.problems(yaml) == ["callcenter.yaml:1: routes[0].\(problem)"])
    }

    @Test("A route that asks a CRM needs a source", arguments: ["", ", sources: []", ", sources: null"])
    func routeWithoutSource(sources: String) throws {
        #expect(
            try SampleFile.problems("routes: [{code: \"*1\", name: R, detection: crm, voice: fa\(sources)}]") == [
                "callcenter.yaml:1: routes[0].sources: detection crm asks a CRM: name at least one, or use department"
            ])
    }

    @Test("A route that is stored without a source, as one could be, keeps nothing else from being applied")
    func storedRouteWithoutSource() throws {
        let stored = CallCenter(routes: [Route(code: "*1", name: "R", detection: .crm, voice: "fa")])
        #expect(try SampleFile.problems("departments: [{id: d, name: D}]", existing: stored) == [])
    }

    @Test("A call-centre file's mappings and voices must be known, where it is known which there are")
    func unknownMappings() throws {
        let yaml = """
            sources: [{id: s, mapping: gneric, baseURL: "http://crm"}]
            routes: [{code: "*1", name: R, detection: department, voice: de}]
            webhooks: [{id: w, mapping: generic, route: "*1", secret: s}]
            """
        #expect(try SampleFile.problems(yaml) == [])
        #expect(
            try SampleFile.problems(yaml, mappings: ["generic", "bitrix24"], voices: ["fa", "en"]) == [
                "callcenter.yaml:1: sources[0].mapping: no mapping is called \"gneric\"; expected bitrix24 or generic",
                "callcenter.yaml:2: routes[0].voice: no voice is called \"de\"; expected en or fa",
            ])
    }

    @Test("A call-centre file that cannot be read or is not UTF-8 is named")
    func unreadableFile() throws {
        let context = try SampleFile.context()
        let missing = #expect(throws: AdministrationError.self) {
            try CallCenterFile(contentsOf: "/nowhere/callcenter.yaml", context: context)
        }
        #expect(missing?.description.hasPrefix("/nowhere/callcenter.yaml: cannot be read") == true)
        let path = FileManager.default.temporaryDirectory.appending(path: "helpbridge-\(UUID().uuidString).yaml").path
        try Data([0x61, 0xFF, 0xFE]).write(to: URL(fileURLWithPath: path))
        defer { try? FileManager.default.removeItem(atPath: path) }
        let binary = #expect(throws: AdministrationError.self) {
            try CallCenterFile(contentsOf: path, context: context)
        }
        #expect(binary?.description == "\(path): is not UTF-8; save it in that encoding")
    }
}

import CurlHTTP
import Foundation
import HelpDesk
import ProgramTestSupport
import TestSupport
import Testing

/// The program itself, whose CRM sends what no CRM should, or whose mapping never ends.
@Suite("A CRM that lies, and a mapping that does not end", .timeLimit(.minutes(10)))
struct LyingCRMTests {
    /// What is sent, by the name of the source, and the mapping that reads it.
    private static let lies: [(name: String, mapping: String, body: String)] = [
        // All of the shapes that were found to hold or end the process, or to ring too many.
        ("siblings", "xml", "<r>\(String(repeating: "<a/>", count: 40_000))</r>"),
        ("depth", "xml", String(repeating: "<a>", count: 100_000)),
        ("attributes", "xml", "<r \((0..<20_000).map { "a\($0)='x'" }.joined(separator: " "))/>"),
        ("entities", "xml", "<r>\(String(repeating: "&amp;", count: 100_000))</r>"),
        (
            "managers", "plain",
            "{\"manager\":[\((1000..<6000).map { "{\"extension\":\"\($0)\"}" }.joined(separator: ","))]}"
        ),
        ("number", "range", #"{"manager":{"extension":99999999999999999999}}"#),
        ("exponent", "plain", #"{"manager":{"extension":1e400}}"#),
        ("negative", "plain", #"{"manager":{"extension":-1}}"#),
        ("nested", "plain", String(repeating: "[", count: 200_000)),
        (
            "spaces", "backtracks",
            "{\"names\":[\(Array(repeating: "\"\(String(repeating: " ", count: 20_000))x\"", count: 8).joined(separator: ","))]}"
        ),
        ("surrogate", "plain", #"{"manager":{"extension":"nobody","name":"\ud800\u0000\u202e"}}"#),
        ("twice", "plain", #"{"manager":1,"manager":[],"manager":{"extension":"999999999999"}}"#),
        ("list", "plain", #"[[[]]]"#), ("novalue", "plain", "null"), ("nothing", "plain", ""),
        ("nul", "plain", "\0\0\0"),
        // Programs that never come to an end by themselves.
        ("loops", "loops", "{}"), ("recursion", "recursion", "{}"), ("memory", "memory", "{}"),
        ("count", "count", "{}"),
    ]

    private static let answers = [
        "plain": ".steps.m.body.manager", "xml": ".steps.m.body.r.manager",
        "range": ".steps.m.body.manager | [range(.extension | tonumber)]",
        "backtracks": #".steps.m.body.names | map(select(test("^(\\s*)*$"))) | {extension: .[0]}"#,
        "loops": "def f: f; f", "recursion": "def f: [f]; f", "memory": #"{extension: ("x" * 2000000000)}"#,
        "count": "{extension: ([range(1000000000)] | length)}",
    ]

    private static func mapping(_ name: String, _ answer: String) -> String {
        """
        name: \(name)
        title: Test
        auth: none
        manager:
          steps:
            - {id: m, request: {path: managers\(name == "xml" ? ", format: xml" : "")}}
          answer: '\(answer)'
        """
    }

    private static func callCenter(_ crm: FaultServer) -> String {
        CallCenterOfSources(
            sources: lies.map {
                .init(name: $0.name, mapping: $0.mapping, url: crm.url("/\($0.name)"), timeoutMilliseconds: 20_000)
            }, ringing: "{strategy: simultaneous, timeoutSeconds: 20, totalSeconds: 60}"
        ).yaml
    }

    @Test("A CRM's lies are lines in the lookup; the department helps, nobody else is rung, and the program answers")
    func lies() async throws {
        try await FaultServer.with { request in
            let name = request.target.split(separator: "/").first.map(String.init) ?? ""
            return .answer(text: Self.lies.first { $0.name == name }?.body ?? "")
        } run: { crm in
            let program = try ProgramRunner()
            let mappings = program.directory.appendingPathComponent("mappings")
            try FileManager.default.createDirectory(at: mappings, withIntermediateDirectories: true)
            for (name, answer) in Self.answers {
                try Self.mapping(name, answer)
                    .write(to: mappings.appendingPathComponent("\(name).yaml"), atomically: true, encoding: .utf8)
            }
            let settings = "crm: {mappings: \"\(mappings.path)\", answerBudgetMilliseconds: 30000}"
            try await program.serve(Self.callCenter(crm), settings: settings) { bridge in
                try await BridgeAPI.with(bridge.url) { api in
                    try await LivenessWatch(api: api).during {
                        for (position, lie) in Self.lies.enumerated() {
                            let request = try await api.lookUp(route: CallCenterOfSources.route(ofSource: position))
                            let report = try #require(request.lookup.first)
                            #expect([.invalid, .error, .notFound].contains(report.result), "\(lie.name): \(report)")
                            #expect(report.detail?.isEmpty == false || report.result == .notFound, "\(lie.name)")
                            #expect(request.lookup.last?.source == .department("support"), "\(lie.name)")
                            #expect(request.manager?.extension == "200", "\(lie.name): \(request)")
                        }
                    }
                }
            }
        }
    }
}

import HelpDesk
import Testing

@testable import Telephony

@Suite("The dialplan for a bridge that is away")
struct FallbackDialplanTests {
    private let callCenter = CallCenter(
        departments: [
            Department(id: "sales", name: "Sales", helpers: [.init(extension: "300")]),
            Department(
                id: "support", name: "Support; first line", parent: "sales",
                helpers: ["200", "201,1", "202"].map { .init(extension: $0) }),
        ],
        operators: [
            Operator(extension: "101", name: "Ali", department: "support"),
            Operator(extension: "102", name: "Sara", department: "sales"),
            Operator(extension: "10,1", name: "Nobody", department: "sales"),
        ], presences: ["200": Presence(.busy)])

    private func dialplan(_ callCenter: CallCenter, reachedBy codes: [String] = []) throws -> FallbackDialplan {
        FallbackDialplan(
            callCenter: callCenter, policy: try DialPolicy(pattern: "^[0-9]{2,6}$"),
            endpoint: "Local/{extension}@from-internal", reachedBy: codes)
    }

    /// The lines of one request code.
    private func lines(code: String = "*5003", seconds: Int = 20, saying sentence: String? = "sent") -> [String] {
        var route = Route(code: code, name: "Help", detection: .department, voice: "fa", mode: .consult)
        route.ringing.timeoutSeconds = seconds
        let sentences = FallbackDialplan.Sentences(requestSent: sentence, unavailable: "unavailable")
        return ["; a name", "exten => \(code),1,Stasis(helpbridge)"]
            + FallbackDialplan.variables(route, saying: sentences) + [FallbackDialplan.entry]
    }

    @Test("The fallback dialplan's version changes with a code, its ringing time or a sentence, not with a name alone")
    func versionOfRoutes() throws {
        let version = try dialplan(callCenter, reachedBy: lines()).version
        let others = [lines(code: "*5004"), lines(seconds: 25), lines(saying: "sent-2"), lines(saying: nil), []]
        for other in others { #expect(try dialplan(callCenter, reachedBy: other).version != version) }
        #expect(try dialplan(callCenter, reachedBy: ["; another name"] + lines().dropFirst()).version == version)
    }

    @Test(
        "The fallback dialplan rings the first three who may be dialled, the department's own first, whoever is online")
    func ladder() throws {
        let lines = try dialplan(callCenter).lines
        let start = try #require(lines.firstIndex(of: "exten => from-101,1,Goto(department-2,1)"))
        #expect(lines[start + 1] == "exten => from-102,1,Goto(department-1,1)")
        let support = try #require(lines.firstIndex(of: "; Support  first line"))
        let dialled = lines[support...].filter { $0.contains("Dial(") }
        #expect(
            dialled
                == ["200", "202", "300"].map {
                    " same => n,ExecIf($[\"${HELPBRIDGE_CALLER}\" != \"\($0)\"]"
                        + "?Dial(Local/\($0)@from-internal,${HELPBRIDGE_SECONDS}))"
                })
        #expect(!lines.contains { $0.contains("201,1") || $0.contains("10,1") })
    }

    @Test("The fallback dialplan is for its PBX's operators, and reaches others' helpers by the trunk, or not at all")
    func severalPBXs() throws {
        let callCenter = CallCenter(
            departments: [
                Department(
                    id: "support", name: "Support", helpers: ["200@shiraz", "200"].map { .init(extension: $0) })
            ],
            operators: ["101", "102@shiraz"].map { Operator(extension: $0, name: $0, department: "support") })
        let policy = try DialPolicy(patterns: [("main", "^[0-9]{3}$"), ("shiraz", "^[0-9]{3}$")])
        func dialled(_ pbx: String?, trunk: String?) -> [String] {
            FallbackDialplan(
                callCenter: callCenter, policy: policy, pbx: pbx, endpoint: "PJSIP/{extension}", trunk: trunk,
                reachedBy: []
            ).lines.compactMap { line in
                line.firstMatch(of: /from-[0-9]+/).map { String($0.0) }
                    ?? line.firstMatch(of: /Dial\((.+?),/).map { String($0.1) }
            }
        }
        #expect(
            dialled(nil, trunk: "PJSIP/{extension}@{pbx}") == ["from-101", "PJSIP/200@shiraz", "PJSIP/200"])
        #expect(dialled("shiraz", trunk: "PJSIP/{extension}@{pbx}") == ["from-102", "PJSIP/200", "PJSIP/200@main"])
        #expect(dialled(nil, trunk: nil) == ["from-101", "PJSIP/200"])
    }

    @Test("The fallback dialplan's version changes when a helper comes, goes or moves, and not with a presence alone")
    func version() throws {
        let version = try dialplan(callCenter).version
        var other = callCenter
        other.presences = ["300": Presence(.onBreak)]
        #expect(try dialplan(other).version == version)
        let helpers = [["202", "200"], ["200"], ["200", "202", "203"]]
        for helpers in helpers {
            let changed = CallCenter(
                departments: [
                    Department(
                        id: "support", name: "Support", helpers: helpers.map { .init(extension: $0) })
                ], operators: Array(callCenter.operators.values))
            #expect(try dialplan(changed).version != version)
        }
    }

    @Test("The fallback dialplan is found to be there, to be older than the tables, or to be missing")
    func finding() throws {
        let dialplan = try dialplan(callCenter)
        #expect(dialplan.finding(loaded: dialplan.version).grade == .good)
        #expect(dialplan.finding(loaded: "0123456789ab").what.contains("older than the tables"))
        #expect(dialplan.finding(loaded: nil).what.contains("is hung up"))
        #expect(dialplan.finding(loaded: "").remedy?.contains("pbx dialplan --fallback") == true)
    }
}

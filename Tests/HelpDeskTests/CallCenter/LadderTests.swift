import Testing

@testable import HelpDesk

@Suite("The ladder")
struct LadderTests {
    private let callCenter = CallCenter(departments: [
        Department(
            id: "support", name: "Support", parent: "sales",
            helpers: [.init(extension: "200"), .init(extension: "101"), .init(extension: "201")]),
        Department(
            id: "sales", name: "Sales", parent: "support", helpers: [.init(extension: "300"), .init(extension: "200")]),
    ])

    private func ladder(_ answer: LookupAnswer = LookupAnswer(), _ rungs: [Route.Rung]) throws -> Ladder {
        Ladder(
            answer: answer, operatorExtension: "101", department: "support", rungs: rungs, callCenter: callCenter,
            policy: try DialPolicy(pattern: "^[0-9]{2,6}$"))
    }

    @Test("The ladder is the CRM's answer, the table, and the units above, with nobody twice and never the operator")
    func order() throws {
        let answer = LookupAnswer(
            candidates: [Candidate(extension: "201", name: "Sara", source: .crm("main"))],
            reports: [LookupReport(source: .crm("main"), result: .found, milliseconds: 3)])
        let ladder = try ladder(answer, [.crm, .department, .parents])
        #expect(ladder.candidates.map(\.extension) == ["201", "200", "300"])
        #expect(ladder.candidates.map(\.source) == [.crm("main"), .department("support"), .department("sales")])
        #expect(ladder.lookup.map(\.source) == [.crm("main")])
    }

    @Test("The ladder says that the table served when the CRM did not")
    func fallback() throws {
        let answer = LookupAnswer(reports: [LookupReport(source: .crm("main"), result: .timeout, milliseconds: 800)])
        let ladder = try ladder(answer, [.crm, .department])
        #expect(ladder.lookup.map(\.source) == [.crm("main"), .department("support")])
        #expect(ladder.lookup.map(\.result) == [.timeout, .found])
    }

    @Test("The ladder says that the table served when nobody whom the CRM names is online, and why")
    func absentManagers() throws {
        let answer = LookupAnswer(
            candidates: [Candidate(extension: "400", name: "Sara", source: .crm("main"))],
            reports: [LookupReport(source: .crm("main"), result: .found, milliseconds: 3)])
        func lookup(_ absent: [String]) throws -> [LookupReport] {
            var callCenter = callCenter
            for number in absent { callCenter.presences[number] = Presence(.busy) }
            return Ladder(
                answer: answer, operatorExtension: "101", department: "support", rungs: [.crm, .department],
                callCenter: callCenter, policy: try DialPolicy(pattern: "^[0-9]{2,6}$")
            ).lookup
        }
        let served = try lookup(["400"])
        #expect(served.map(\.source) == [.crm("main"), .department("support")])
        #expect(served.map(\.result) == [.found, .found])
        #expect(served[0].detail == "nobody it names is online")
        #expect(try lookup(["400", "200", "201"]).last?.result == .notFound)
        #expect(try lookup([]).map(\.source) == [.crm("main")])
    }

    @Test("The ladder leaves out a number that may not be dialled")
    func forbiddenNumber() throws {
        let answer = LookupAnswer(candidates: [Candidate(extension: "0012345678", name: nil, source: .crm("main"))])
        #expect(try ladder(answer, [.crm]).candidates.isEmpty)
    }
}

@Suite("The ladder's end, and who is left out of it")
struct LadderOverflowTests {
    private func ladder(
        _ overflow: RouteOptions.Overflow?, presences: [String: Presence.State] = [:], urgency: Urgency = .normal
    ) throws -> Ladder {
        let callCenter = CallCenter(
            departments: [
                Department(
                    id: "support", name: "Support", helpers: [.init(extension: "200"), .init(extension: "201")]),
                Department(id: "night", name: "Night", helpers: [.init(extension: "200"), .init(extension: "400")]),
            ], presences: presences.mapValues { Presence($0) })
        return Ladder(
            answer: LookupAnswer(), operatorExtension: "101", department: "support", rungs: [.department],
            callCenter: callCenter, policy: try DialPolicy(pattern: "^[0-9]{2,6}$"), overflow: overflow,
            urgency: urgency)
    }

    @Test("The ladder ends with the overflow's helpers who are not on it yet, or an outside number that may be dialled")
    func overflow() throws {
        #expect(try ladder(.department("night")).overflow.map(\.extension) == ["400"])
        #expect(try ladder(.number("9000")).overflow.map(\.source) == [.overflow])
        #expect(try ladder(.number("0098912000")).overflow.isEmpty)
        #expect(try ladder(.department("night")).candidates.map(\.extension) == ["200", "201"])
    }

    @Test("The ladder leaves out whoever is not online and says why, except in an emergency")
    func absent() throws {
        for (state, reason) in [
            (Presence.State.busy, PassedOver.Reason.isBusy), (.onBreak, .isOnBreak), (.offline, .isOffline),
        ] {
            let quiet = try ladder(nil, presences: ["200": state])
            #expect(quiet.candidates.map(\.extension) == ["201"])
            #expect(quiet.passedOver.map(\.extension) == ["200"])
            #expect(quiet.passedOver.map(\.reason) == [reason])
            #expect(quiet.isSomebodyAbsent)
            let emergency = try ladder(nil, presences: ["200": state], urgency: .emergency)
            #expect(emergency.candidates.map(\.extension) == ["200", "201"])
            #expect(emergency.passedOver.isEmpty)
        }
    }

    @Test("The ladder has everybody who is online, whether they have said so or nothing at all")
    func online() throws {
        let ladder = try ladder(nil, presences: ["200": .online])
        #expect(ladder.candidates.map(\.extension) == ["200", "201"])
        #expect(!ladder.isSomebodyAbsent)
    }
}

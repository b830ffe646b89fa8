import Foundation
import Logging
import ServiceLifecycle
import Telephony
import Testing

@testable import HelpDesk

@Suite("Several PBXs", .timeLimit(.minutes(15)))
struct SeveralPBXTests {
    private struct Studio: PromptStudio {
        func prepare(
            _ kind: PromptKind, source: PromptSource?, voice: String, values: PromptValues
        ) async throws -> PromptAudio {
            PromptAudio(digest: String(repeating: "b", count: 64), seconds: 1)
        }
    }

    /// A CRM that knows extensions, and no PBXs.
    private struct Directory: ManagerDirectory {
        func managers(for question: LookupQuestion) async -> LookupAnswer {
            let near = question.operator.address.pbx
            return LookupAnswer(
                candidates: [
                    Candidate(extension: ExtensionAddress("300", pbx: near).text, name: nil, source: .crm("main"))
                ],
                reports: [LookupReport(source: .crm("main"), result: .found, milliseconds: 1)])
        }
    }

    private struct Settings: CallCenterSource, PresenceStore {
        let current: CallCenter
        func setPresence(_ state: Presence.State, of number: String) async throws {}
    }

    private static let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    private static let answers = PhoneScript.answers(after: .seconds(1), talksFor: .seconds(2))

    /// Two PBXs, on each of which there is a 101 and a 200.
    private struct World {
        let main: SimulatedPBX
        let shiraz: SimulatedPBX
        let store = MemoryStore()
        let service: HelpDeskService

        init(
            helpers: [String], detection: Route.Detection = .department, routes: [Route]? = nil,
            expireAfterSeconds: Int = 120
        ) throws {
            var route = Route(code: "*5003", name: "Help", detection: detection, sources: ["main"], voice: "en")
            route.mode = .consult
            let settings = Settings(
                current: CallCenter(
                    departments: [
                        Department(id: "support", name: "Support", helpers: helpers.map { .init(extension: $0) })
                    ],
                    operators: [
                        Operator(extension: "101", name: "Ali", department: "support"),
                        Operator(extension: "101@shiraz", name: "Mina", department: "support"),
                    ],
                    sources: [LookupSource(id: "main", mapping: "generic", baseURL: "http://127.0.0.1:9")],
                    routes: routes ?? [route]))
            let phones = ["101": PhoneScript.answers(after: .seconds(1)), "200": answers, "300": answers]
            main = SimulatedPBX(
                phones: phones.merging(["200@shiraz": answers, "300@shiraz": answers]) { $1 }, timeScale: 0.01,
                logger: logger)
            shiraz = SimulatedPBX(
                phones: phones.merging(["200": answers]) { $1 }, timeScale: 0.01, logger: logger)
            service = HelpDeskService(
                ports: HelpDeskPorts(
                    pbxs: PBXSet(main, others: ["shiraz": shiraz]), store: store, directory: Directory(),
                    studio: Studio(), callCenter: settings, presences: settings, audit: HelpDeskFixture.AuditNotes()),
                policy: try DialPolicy(patterns: [("main", "^[0-9]{2,6}$"), ("shiraz", "^[0-9]{2,6}$")]),
                expireAfterSeconds: expireAfterSeconds, logger: logger, hub: HelpRequestHub(),
                heartbeatInterval: .seconds(15))
        }

        func run(_ body: (World) async throws -> Void) async throws {
            try await whileRunning([shiraz, service], with: main) {
                try await shiraz.wait { $0.status.isConnected }
                try await body(self)
            }
        }

        func end(of id: HelpRequestID) async throws -> HelpRequest {
            try await store.wait(for: id) { $0.state.isEnd }
        }
    }

    @Test("The same extension on two PBXs is two operators: each is rung on their own PBX, and each has a request")
    func twins() async throws {
        try await World(helpers: ["200", "200@shiraz"]).run { world in
            let here = try await world.service.submit(HelpRequestDraft(operator: "101", route: "*5003"))
            let there = try await world.service.submit(HelpRequestDraft(operator: "101@shiraz", route: "*5003"))
            #expect(here.id != there.id && there.operator == "101@shiraz")
            for id in [here.id, there.id] { #expect(try await world.end(of: id).outcome == .helped) }
            #expect(world.main.ringCounts["101"] == 1 && world.shiraz.ringCounts["101"] == 1)
        }
    }

    @Test("Naming the default PBX is the same as naming none")
    func named() async throws {
        try await World(helpers: ["200"]).run { world in
            let request = try await world.service.submit(HelpRequestDraft(operator: "101@main", route: "*5003"))
            #expect(request.operator == "101")
            _ = try await world.end(of: request.id)
        }
    }

    @Test(
        "A helper on another PBX is rung through the trunk of the operator's PBX, on which all calls of the request are"
    )
    func trunk() async throws {
        try await World(helpers: ["200@shiraz"]).run { world in
            let request = try await world.service.submit(HelpRequestDraft(operator: "101", route: "*5003"))
            let ended = try await world.end(of: request.id)
            #expect(ended.outcome == .helped && ended.manager?.extension == "200@shiraz")
            #expect(world.main.ringCounts == ["101": 1, "200@shiraz": 1])
            #expect(world.shiraz.ringCounts.isEmpty)
            let destinations = world.main.orders.compactMap { record in
                if case .originate(let order) = record.order { order.destination } else { nil }
            }
            #expect(destinations == [.phone, .otherPBX("shiraz")])
        }
    }

    @Test("Whether a helper on another PBX is on the phone is asked there")
    func busyThere() async throws {
        try await World(helpers: ["200@shiraz"]).run { world in
            world.shiraz.setPhone("200", .offline)
            let request = try await world.service.submit(HelpRequestDraft(operator: "101", route: "*5003"))
            #expect(try await world.end(of: request.id).outcome == .offline)
            #expect(world.main.ringCounts == ["101": 1])
        }
    }

    @Test("Whom a CRM names is looked for on the operator's own PBX")
    func namedByCRM() async throws {
        try await World(helpers: [], detection: .crm).run { world in
            let request = try await world.service.submit(HelpRequestDraft(operator: "101@shiraz", route: "*5003"))
            #expect(try await world.end(of: request.id).manager?.extension == "300@shiraz")
            #expect(world.shiraz.ringCounts == ["101": 1, "300": 1])
        }
    }

    @Test("Whom the tables know on another PBX only is rung there")
    func namedByCRMElsewhere() async throws {
        try await World(helpers: ["300"], detection: .crm).run { world in
            let request = try await world.service.submit(HelpRequestDraft(operator: "101@shiraz", route: "*5003"))
            let ended = try await world.end(of: request.id)
            #expect(ended.attempts.map(\.extension) == ["300"])
        }
    }

    @Test("A PBX that is down holds only its own requests, which wait and expire; those of another go on")
    func down() async throws {
        try await World(helpers: ["200", "200@shiraz"], expireAfterSeconds: 2).run { world in
            world.shiraz.disconnect()
            try await world.shiraz.wait { !$0.status.isConnected }
            let there = try await world.service.submit(HelpRequestDraft(operator: "101@shiraz", route: "*5003"))
            let here = try await world.service.submit(HelpRequestDraft(operator: "101", route: "*5003"))
            #expect(try await world.end(of: here.id).outcome == .helped)
            #expect(try await world.end(of: there.id).outcome == .expired)
            #expect(world.shiraz.ringCounts.isEmpty)
        }
    }

    @Test("Only the flows of a PBX that was away are compared with what it has when it is back")
    func reconnected() async throws {
        try await World(helpers: ["200", "200@shiraz"]).run { world in
            world.main.setPhone("200", .answers(after: .seconds(1)))
            let here = try await world.service.submit(HelpRequestDraft(operator: "101", route: "*5003"))
            _ = try await world.store.wait(for: here.id) { $0.state == .connected }
            world.shiraz.disconnect()
            world.shiraz.reconnect()
            try await world.shiraz.wait { $0.status.isConnected }
            // What an operator of that PBX asks for comes after the comparison.
            let there = try await world.service.submit(HelpRequestDraft(operator: "101@shiraz", route: "*5003"))
            _ = try await world.end(of: there.id)
            #expect(try await world.store.request(here.id)?.state == .connected)
            world.main.hangUp(phone: "200")
            #expect(try await world.end(of: here.id).outcome == .helped)
        }
    }

    @Test("Who dials a code is the operator of the PBX on which it is dialled")
    func dialled() async throws {
        try await World(helpers: ["200", "200@shiraz"]).run { world in
            world.shiraz.dial("*5003", phone: "101")
            let request = try await world.store.waitForAny { $0.operator == "101@shiraz" }
            #expect(try await world.end(of: request.id).outcome == .helped)
            #expect(world.main.ringCounts["101"] == nil)
        }
    }

    @Test("A route of one PBX goes before the route for all, and serves nobody on another")
    func routes() async throws {
        var own = Route(code: "*5003@shiraz", name: "Shiraz", detection: .department, voice: "en")
        own.mode = .consult
        var general = own
        general.code = "*5003"
        try await World(helpers: ["200"], routes: [own, general]).run { world in
            let there = try await world.service.submit(HelpRequestDraft(operator: "101@shiraz", route: "*5003"))
            #expect(there.route == "*5003@shiraz")
            let here = try await world.service.submit(HelpRequestDraft(operator: "101", route: "*5003"))
            #expect(here.route == "*5003")
            await #expect(throws: HelpDeskError.unknownRoute("*5003@shiraz")) {
                try await world.service.submit(HelpRequestDraft(operator: "101", route: "*5003@shiraz"))
            }
            for id in [here.id, there.id] { _ = try await world.end(of: id) }
        }
    }

    @Test("A request of a PBX that is configured no more is over at the next start, and rings nobody")
    func removed() async throws {
        let world = try World(helpers: ["200"])
        let route = try #require(world.service.ports.callCenter.current.routes["*5003"])
        var flow = CallFlow(
            request: HelpRequest(
                id: HelpRequestID(at: Date()), route: "*5003", operator: "101@tabriz", department: "support",
                createdAt: Date()),
            caller: Operator(extension: "101@tabriz", name: "Reza", department: "support"), route: route,
            departmentName: "Support", expireAfterSeconds: 1)
        _ = flow.handle(.started, at: Date())
        let id = flow.id
        try await world.store.insert(flow, under: nil, idempotency: nil)
        try await world.run { world in
            let ended = try await world.end(of: id)
            #expect(ended.state.isEnd)
            #expect(world.main.ringCounts.isEmpty && world.shiraz.ringCounts.isEmpty)
        }
    }

    @Test("The default PBX may be named by whoever sets a presence, or takes or joins a request")
    func namedByPeople() async throws {
        try await World(helpers: ["200"]).run { world in
            let service = world.service
            let (helper, person) = (try service.helper("200@main"), try service.person("101@main"))
            let changed = try await service.setPresence(.busy, of: "200@main")
            #expect([helper, person, changed].map(\.extension) == ["200", "101", "200"])
            #expect(helper.departments == ["support"] && person.name == "Ali")
            let id = HelpRequestID()
            await #expect(throws: HelpDeskError.unknownRequest(id.text)) { try await service.take(id, by: "200@main") }
            #expect(throws: HelpDeskError.forbiddenNumber("200@tabriz")) { try service.helper("200@tabriz") }
        }
    }
}

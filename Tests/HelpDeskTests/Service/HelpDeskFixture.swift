import Foundation
import Logging
import Telephony
import Testing

@testable import HelpDesk

/// A help desk with a simulated PBX, a table of helpers, and prompts that take no time to make.
struct HelpDeskFixture {
    /// Which prompts were made.
    actor PromptLog {
        private(set) var kinds: [PromptKind] = []
        private var waiting: [Waiter] = []

        private typealias Waiter = (kind: PromptKind, count: Int, continuation: CheckedContinuation<Void, Never>)

        func add(_ kind: PromptKind) {
            kinds.append(kind)
            let isMade = { [kinds] (one: Waiter) in one.count <= kinds.count { $0 == one.kind } }
            for waiter in waiting.filter(isMade) { waiter.continuation.resume() }
            waiting.removeAll(where: isMade)
        }

        /// Waits until so many of that kind have been made.
        func wait(for kind: PromptKind, count: Int) async {
            guard kinds.count(where: { $0 == kind }) < count else { return }
            await withCheckedContinuation { waiting.append((kind, count, $0)) }
        }
    }

    /// What was noted, and by whom.
    final class AuditNotes: AuditTrail, @unchecked Sendable {  // `noted`: under `lock`
        private let lock = NSLock()
        private var noted: [String] = []

        var lines: [String] { lock.withLock { noted } }

        func note(_ action: String, _ kind: String, _ item: String) async {
            let line = "\(Origin.current?.author ?? "") \(action) \(item)"
            lock.withLock { noted.append(line) }
        }
    }

    private struct Studio: PromptStudio {
        let log: PromptLog

        func prepare(
            _ kind: PromptKind, source: PromptSource?, voice: String, values: PromptValues
        ) async throws -> PromptAudio {
            await log.add(kind)
            return PromptAudio(digest: String(repeating: "b", count: 64), seconds: 1)
        }
    }

    /// A CRM that never answers.
    struct SilentDirectory: ManagerDirectory {
        /// Told when a question has come, and when nobody waits for the answer any more.
        let asked: AsyncStream<Void>.Continuation
        let given: AsyncStream<Void>.Continuation

        func managers(for question: LookupQuestion) async -> LookupAnswer {
            let (never, _) = AsyncStream.makeStream(of: Void.self)
            asked.yield()
            // Only cancellation ends it.
            for await _ in never {}
            given.yield()
            return LookupAnswer()
        }
    }

    private struct Directory: ManagerDirectory {
        func managers(for question: LookupQuestion) async -> LookupAnswer {
            LookupAnswer(
                candidates: [Candidate(extension: "200", name: "Sara", source: .crm("main"))],
                reports: [LookupReport(source: .crm("main"), result: .found, milliseconds: 1)])
        }
    }

    /// The settings, of which only the presences change.
    private final class Settings: CallCenterSource, PresenceStore, @unchecked Sendable {  // `callCenter`: under `lock`.
        private let lock = NSLock()
        private var callCenter: CallCenter

        var current: CallCenter { lock.withLock { callCenter } }

        func setPresence(_ state: Presence.State, of number: String) async throws {
            lock.withLock { callCenter.presences[number] = Presence(state) }
        }

        init(_ route: Route, absent: [String: Presence.State]) {
            callCenter = CallCenter(
                departments: [Department(id: "support", name: "Support", helpers: [.init(extension: "201")])],
                operators: [
                    Operator(extension: "101", name: "Ali", department: "support"),
                    Operator(extension: "102", name: "Mina", department: "support"),
                ],
                sources: [LookupSource(id: "main", mapping: "generic", baseURL: "http://127.0.0.1:9")],
                routes: [route], presences: absent.mapValues { Presence($0) })
        }
    }

    static let route = Route(
        code: "*5003", name: "Help", detection: .crm, sources: ["main"], voice: "en", mode: .consult)

    /// The same, whose phones ring until somebody ends it, however slow the machine is.
    static let patientRoute = {
        var route = HelpDeskFixture.route
        route.ringing.timeoutSeconds = 3_600
        route.ringing.totalSeconds = 3_600
        return route
    }()

    static let draft = HelpRequestDraft(operator: "101", route: "*5003")

    let pbx: SimulatedPBX
    let store: MemoryStore
    let prompts = PromptLog()
    let audit = AuditNotes()
    let service: HelpDeskService

    /// - Parameters:
    ///   - phones: what the people at 101, 200 and 201 do.
    ///   - store: what an earlier process has left.
    ///   - timeScale: by default they act a hundred times faster than they would.
    ///   - route: what its operators dial.
    ///   - absent: helpers who are not online.
    ///   - directory: the CRM; by default it names 200 at once.
    ///   - access: whether the PBX may be followed from the start.
    ///   - others: further PBXs, of which nobody is an operator.
    ///   - ownership: when its PBX is this bridge's; by default always.
    ///   - forwarding: the way to other bridges; by default there are none.
    ///   - logger: by default nobody reads it.
    init(
        phones: [String: PhoneScript], store: MemoryStore = MemoryStore(), timeScale: Double = 0.01,
        route: Route = route, absent: [String: Presence.State] = [:], heartbeatInterval: Duration = .seconds(15),
        expireAfterSeconds: Int = 120,
        directory: (any ManagerDirectory)? = nil, phonesAtOnce: Int = 100,
        clock: RequestClock.Source = RequestClock.Source(), access: PBXAccess = PBXAccess(),
        others: [String: any PBX] = [:], ownership: (any PBXOwnership)? = nil,
        forwarding: (any OrderForwarding)? = nil,
        logger: Logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    ) throws {
        let settings = Settings(route, absent: absent)
        pbx = SimulatedPBX(phones: phones, timeScale: timeScale, access: access, logger: logger)
        self.store = store
        service = HelpDeskService(
            ports: HelpDeskPorts(
                pbxs: PBXSet(pbx, others: others), store: store, directory: directory ?? Directory(),
                studio: Studio(log: prompts), callCenter: settings, presences: settings, audit: audit,
                ownership: ownership, forwarding: forwarding),
            policy: try DialPolicy(pattern: "^[0-9]{2,6}$"), expireAfterSeconds: expireAfterSeconds,
            phonesAtOnce: phonesAtOnce, logger: logger, hub: HelpRequestHub(), heartbeatInterval: heartbeatInterval,
            clock: clock)
    }

    /// Runs the service and its PBX as long as the body runs, and stops them gracefully.
    func run(_ body: (Self) async throws -> Void) async throws {
        try await whileRunning([service], with: pbx) { try await body(self) }
    }

    /// Expects that the next process, whose PBX has none of the channels, ends the one open request as helped and rings
    /// nobody.
    static func expectNextProcessEnds(_ phones: [String: PhoneScript], _ store: MemoryStore) async throws {
        let open = try await store.openFlows()
        let id = try #require(open.first?.id)
        try await HelpDeskFixture(phones: phones, store: store).run { fixture in
            let ended = try await store.wait(for: id) { $0.state.isEnd }
            #expect(ended.outcome == .helped)
            #expect(fixture.pbx.ringCounts.isEmpty)
        }
    }
}

/// By somebody who may see and cancel all requests.
extension HelpDeskService {
    func submit(_ draft: HelpRequestDraft) async throws(HelpDeskError) -> HelpRequest {
        try await submit(draft, mayAct: { _ in true })
    }

    func submit(_ draft: HelpRequestDraft, once key: IdempotencyKey) async throws(HelpDeskError) -> Submission {
        try await submit(draft, once: key, mayAct: { _ in true })
    }
}

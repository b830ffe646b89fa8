import ConcurrencyPrimitives
import Foundation

@testable import HelpDesk

/// Keeps requests as a database would: encoded, so that nothing but what is stored survives a restart.
actor MemoryStore: HelpRequestStore {
    struct DiskFull: Error {}
    struct KeyInUse: Error {}
    struct AnswerLost: Error {}

    private var flows: [HelpRequestID: Data] = [:]
    /// Told of every change.
    private var watchers: [AsyncStream<Void>.Continuation] = []
    private(set) var isFull = false
    private var room: Int?
    private var isUnreadable = false
    private var heldReading: (begun: Latch, gate: Latch)?
    private var heldInsertion: (begun: Latch, gate: Latch)?
    private var owner: MemoryForwarding?
    private var losesAnswer = false
    private(set) var refusals = 0
    private var refusalWatchers: [AsyncStream<Void>.Continuation] = []
    private var records: [String: IdempotencyRecord] = [:]
    private var revision: Int64 = 0
    private var revisions: [HelpRequestID: Int64] = [:]
    nonisolated let committed: AsyncStream<HelpRequestChange>
    private let continuation: AsyncStream<HelpRequestChange>.Continuation

    init() {
        (committed, continuation) = AsyncStream.makeStream()
    }

    func fill() {
        isFull = true
    }

    /// Somebody has made room.
    func makeRoom() {
        isFull = false
    }

    /// Idempotency keys, single requests and open flows cannot be read any more.
    func makeUnreadable() {
        isUnreadable = true
    }

    func makeReadable() {
        isUnreadable = false
    }

    /// New requests take their time to be stored.
    ///
    /// - Parameters:
    ///   - begun: opened once there is one.
    ///   - gate: what it waits for.
    func holdInsertions(begun: Latch, until gate: Latch) {
        heldInsertion = (begun, gate)
    }

    /// The next new request is kept, and whoever stores it is told that it is not.
    func loseAnswer() {
        losesAnswer = true
    }

    /// Requests that nobody has a tenure for are left to whoever owns their PBX.
    func leaveRequests(to owner: MemoryForwarding) {
        self.owner = owner
    }

    /// Open flows take their time to be read.
    ///
    /// - Parameters:
    ///   - begun: opened once somebody reads them.
    ///   - gate: what they wait for.
    func holdOpenFlows(begun: Latch, until gate: Latch) {
        heldReading = (begun, gate)
    }

    /// The disk is full after that many more commits.
    func fill(after commits: Int) {
        room = commits
    }

    /// Waits until a commit is refused.
    func waitForRefusal() async {
        if refusals > 0 { return }
        let (stream, watcher) = AsyncStream.makeStream(of: Void.self)
        refusalWatchers.append(watcher)
        for await _ in stream { break }
    }

    private func take() throws {
        if let left = room {
            room = left > 0 ? left - 1 : nil
            if left == 0 { isFull = true }
        }
        guard isFull else { return }
        refusals += 1
        for watcher in refusalWatchers { watcher.yield() }
        throw DiskFull()
    }

    func insert(_ flow: CallFlow, under tenure: PBXTenure?, idempotency: IdempotencyRecord?) async throws {
        if let (begun, gate) = heldInsertion {
            begun.open()
            await gate.wait()
        }
        if let idempotency, records[idempotency.key.text] != nil { throw KeyInUse() }
        try await update(flow)
        if losesAnswer {
            losesAnswer = false
            throw AnswerLost()
        }
        if let owner, tenure?.isHeld != true { owner.hand(.request(flow, age: .zero)) }
        if let idempotency { records[idempotency.key.text] = idempotency }
    }

    func update(_ flow: CallFlow) async throws {
        try take()
        flows[flow.id] = try JSONEncoder().encode(flow)
        revision += 1
        revisions[flow.id] = revision
        continuation.yield(HelpRequestChange(revision: revision, request: flow.request))
        for watcher in watchers { watcher.yield() }
    }

    func request(_ id: HelpRequestID) async throws -> HelpRequest? {
        if isUnreadable { throw DiskFull() }
        return try flows[id].map { try JSONDecoder().decode(CallFlow.self, from: $0).request }
    }

    func requests(_ query: HelpRequestQuery) async throws -> [HelpRequest] {
        try flows.values.map { try JSONDecoder().decode(CallFlow.self, from: $0).request }
    }

    func takeUpFlows(
        under tenure: PBXTenure, where isServed: @escaping @Sendable (_ pbx: String?) -> Bool
    ) async throws -> [CallFlow] {
        if let (begun, gate) = heldReading {
            begun.open()
            await gate.wait()
        }
        if isUnreadable { throw DiskFull() }
        return try openFlows().filter { isServed($0.pbx) }
    }

    /// The flows of all requests that have no end yet.
    func openFlows() throws -> [CallFlow] {
        try flows.values.map { try JSONDecoder().decode(CallFlow.self, from: $0) }.filter { !$0.isEnded }
    }

    func openRequest(of number: String) async throws -> HelpRequest? {
        try openFlows().first { $0.request.operator == number && !$0.isClosing }?.request
    }

    func record(_ idempotency: IdempotencyRecord) async throws {
        if isFull { throw DiskFull() }
        records[idempotency.key.text] = idempotency
    }

    /// As the database does once a snapshot is old.
    func forgetSnapshots() {
        for key in records.keys { records[key]?.snapshot = nil }
    }

    func idempotencyRecord(key: String) async throws -> IdempotencyRecord? {
        if isUnreadable { throw DiskFull() }
        return records[key]
    }

    /// Waits until there is a request as wanted.
    func waitForAny(_ isWanted: (HelpRequest) -> Bool) async throws -> HelpRequest {
        let (changes, watcher) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        watchers.append(watcher)
        watcher.yield()
        for await _ in changes {
            if let request = try await requests(HelpRequestQuery()).first(where: isWanted) { return request }
        }
        throw CancellationError()
    }

    func changes(after revision: Int64, limit: Int) async throws -> [HelpRequestChange] {
        try Array(all().filter { $0.revision > revision }.prefix(limit))
    }

    func change(of id: HelpRequestID) async throws -> HelpRequestChange? {
        try all().first { $0.request.id == id }
    }

    func openRequests() async throws -> OpenHelpRequests {
        OpenHelpRequests(revision: revision, changes: try all().filter { !$0.request.state.isEnd })
    }

    private func all() throws -> [HelpRequestChange] {
        try flows.map { id, flow in
            HelpRequestChange(
                revision: revisions[id] ?? 0, request: try JSONDecoder().decode(CallFlow.self, from: flow).request)
        }.sorted { $0.revision < $1.revision }
    }

    /// Waits until a stored request is as wanted.
    func wait(for id: HelpRequestID, until isWanted: (HelpRequest) -> Bool) async throws -> HelpRequest {
        try await waitForAny { $0.id == id && isWanted($0) }
    }
}

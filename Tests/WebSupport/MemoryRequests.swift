import ConcurrencyPrimitives
import Foundation

@testable import HelpDesk

/// Requests that live as long as a test; those that a test adds have no flow.
final class MemoryRequests: HelpRequestStore {
    struct DiskFull: Error {}
    struct KeyInUse: Error {}

    private struct State: Sendable {
        /// By revision.
        var changes: [HelpRequestChange] = []
        var revision: Int64 = 0
        var records: [String: IdempotencyRecord] = [:]
        var failure: (any Error & Sendable)?
        var isFull = false

        mutating func put(_ request: HelpRequest) {
            revision += 1
            changes.removeAll { $0.request.id == request.id }
            changes.append(HelpRequestChange(revision: revision, request: request))
        }

        func readable() throws -> State {
            if let failure { throw failure }
            return self
        }

        func requireRoom() throws {
            if isFull { throw DiskFull() }
        }
    }

    let committed: AsyncStream<HelpRequestChange>
    private let state = Locked(State())
    private let beforeCommit: @Sendable () async -> Void

    /// - Parameter beforeCommit: what a new request waits for.
    init(beforeCommit: @escaping @Sendable () async -> Void) {
        self.beforeCommit = beforeCommit
        // Nobody is told: the service does not run.
        committed = AsyncStream { $0.finish() }
    }

    var all: [HelpRequest] {
        state.withLock { $0.changes.map(\.request).sorted { $0.id.text < $1.id.text } }
    }

    func put(_ request: HelpRequest) { state.withLock { $0.put(request) } }

    @discardableResult
    func change(_ id: HelpRequestID, to newState: RequestState) -> HelpRequest? {
        state.withLock { state in
            guard var request = state.changes.first(where: { $0.request.id == id })?.request else { return nil }
            request.enter(newState, at: Date())
            state.put(request)
            return request
        }
    }

    func failReading(with error: any Error & Sendable) { state.withLock { $0.failure = error } }

    func setFull(_ isFull: Bool) { state.withLock { $0.isFull = isFull } }

    func forgetSnapshots() {
        state.withLock { state in
            for key in state.records.keys { state.records[key]?.snapshot = nil }
        }
    }

    var keys: [String] { state.withLock { Array($0.records.keys) } }

    func insert(_ flow: CallFlow, under tenure: PBXTenure?, idempotency: IdempotencyRecord?) async throws {
        await beforeCommit()
        try state.withLock { state in
            try state.requireRoom()
            if let idempotency, state.records[idempotency.key.text] != nil { throw KeyInUse() }
            state.put(flow.request)
            if let idempotency { state.records[idempotency.key.text] = idempotency }
        }
    }

    func update(_ flow: CallFlow) async throws {
        try state.withLock { state in
            try state.requireRoom()
            state.put(flow.request)
        }
    }

    func record(_ idempotency: IdempotencyRecord) async throws {
        try state.withLock { state in
            try state.requireRoom()
            state.records[idempotency.key.text] = idempotency
        }
    }

    func idempotencyRecord(key: String) async throws -> IdempotencyRecord? {
        try state.withLock { try $0.readable().records[key] }
    }

    func request(_ id: HelpRequestID) async throws -> HelpRequest? {
        try await change(of: id)?.request
    }

    func requests(_ query: HelpRequestQuery) async throws -> [HelpRequest] {
        let found = try state.withLock { try $0.readable().changes.map(\.request) }.filter { request in
            (query.state.map { $0 == request.state } ?? true)
                && (query.operator.map { $0 == request.operator } ?? true)
                && (query.operators.map { $0.contains(request.operator) } ?? true)
                && (query.department.map { $0 == request.department } ?? true)
                && (query.departments.map { $0.contains(request.department) } ?? true)
                && (query.after.map { request.id.text < $0.text } ?? true)
        }
        return Array(found.sorted { $0.id.text > $1.id.text }.prefix(query.limit))
    }

    func takeUpFlows(
        under tenure: PBXTenure, where isServed: @escaping @Sendable (_ pbx: String?) -> Bool
    ) async throws -> [CallFlow] { [] }

    func openRequest(of number: String) async throws -> HelpRequest? {
        try state.withLock { state in
            try state.readable().changes.map(\.request).first { $0.operator == number && !$0.state.isEnd }
        }
    }

    func changes(after revision: Int64, limit: Int) async throws -> [HelpRequestChange] {
        try state.withLock { try Array($0.readable().changes.filter { $0.revision > revision }.prefix(limit)) }
    }

    func change(of id: HelpRequestID) async throws -> HelpRequestChange? {
        try state.withLock { try $0.readable().changes.first { $0.request.id == id } }
    }

    func openRequests() async throws -> OpenHelpRequests {
        try state.withLock { state in
            OpenHelpRequests(
                revision: state.revision, changes: try state.readable().changes.filter { !$0.request.state.isEnd })
        }
    }
}

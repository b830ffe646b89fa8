import Foundation

@testable import HelpDesk

/// Keeps requests as a database would: encoded, so that nothing but what is stored survives a restart.
actor MemoryStore: HelpRequestStore {
    struct DiskFull: Error {}

    private var flows: [HelpRequestID: Data] = [:]
    private var watchers: [CheckedContinuation<Void, Never>] = []
    private(set) var isFull = false

    func fill() {
        isFull = true
    }

    func insert(_ flow: CallFlow, idempotency: IdempotencyRecord?) async throws {
        try await update(flow)
    }

    func update(_ flow: CallFlow) async throws {
        if isFull { throw DiskFull() }
        flows[flow.id] = try JSONEncoder().encode(flow)
        let waiting = watchers
        watchers = []
        for watcher in waiting { watcher.resume() }
    }

    func request(_ id: HelpRequestID) async throws -> HelpRequest? {
        try flows[id].map { try JSONDecoder().decode(CallFlow.self, from: $0).request }
    }

    func requests(_ query: HelpRequestQuery) async throws -> [HelpRequest] {
        try flows.values.map { try JSONDecoder().decode(CallFlow.self, from: $0).request }
    }

    func openFlows() async throws -> [CallFlow] {
        try flows.values.map { try JSONDecoder().decode(CallFlow.self, from: $0) }.filter { !$0.isEnded }
    }

    func idempotencyRecord(key: String) async throws -> IdempotencyRecord? {
        nil
    }

    /// Waits until a stored request is as wanted.
    func wait(for id: HelpRequestID, until isWanted: (HelpRequest) -> Bool) async throws -> HelpRequest {
        while true {
            if let request = try await request(id), isWanted(request) { return request }
            await withCheckedContinuation { watchers.append($0) }
        }
    }
}

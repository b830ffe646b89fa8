import ConcurrencyPrimitives
import GRDB
import Logging
import TestSupport
import Testing

@testable import Storage

@Suite(.timeLimit(.minutes(15))) struct CheckpointServiceTests {
    /// A disk that takes nothing for a while.
    private final class FaultyCheckpoints: Checkpoints {
        private let outcomes: Locked<[Result<Bool, DatabaseError>]>
        private let calls = Locked<[String]>([])

        init(_ outcomes: [Result<Bool, DatabaseError>]) {
            self.outcomes = Locked(outcomes)
        }

        var isOver: Bool { outcomes.withLock { $0.isEmpty } }
        /// The first and the last call.
        var ends: [String] { calls.withLock { $0 } }

        func begin() throws { calls.withLock { $0.append("begin") } }
        func carryOut() throws -> Bool {
            let outcome = outcomes.withLock { $0.isEmpty ? .success(true) : $0.removeFirst() }
            return try outcome.get()
        }
        func end() throws { calls.withLock { $0.append("end") } }
    }

    @Test func `a log that the disk does not let into the database is told of once until it does`() async throws {
        let full = Result<Bool, DatabaseError>.failure(DatabaseError(resultCode: .SQLITE_FULL))
        let checkpoints = FaultyCheckpoints([full, full, .success(false), full, .success(true), .success(true)])
        let (recorder, growth) = (LogRecorder(), LogGrowth(step: 10))
        let service = CheckpointService(checkpoints, growth: growth, logger: recorder.logger)
        try await withThrowingTaskGroup { group in
            group.addTask { try await service.run() }
            try await eventually {
                growth.due.advance()
                return checkpoints.isOver
            }
            group.cancelAll()
            try await group.waitForAll()
        }
        #expect(recorder.messages(at: .error).count == 1)
        #expect(recorder.lines.first?.text.contains("the disk that holds the database is full") == true)
        #expect(recorder.messages(at: .notice) == ["the database's log can be copied into it again"])
        #expect(checkpoints.ends == ["begin", "end"])
    }

    @Test func `enough is told of once, also of a log that has begun anew`() {
        let growth = LogGrowth(step: 10)
        growth.committed(6)
        #expect(growth.due.value == 0)
        growth.committed(11)
        growth.committed(15)
        #expect(growth.due.value == 1)
        growth.reset()
        growth.committed(18)
        growth.committed(4)
        #expect(growth.due.value == 1)
        growth.committed(8)
        #expect(growth.due.value == 2)
    }
}

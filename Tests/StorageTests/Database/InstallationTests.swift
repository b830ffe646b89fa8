import Foundation
import GRDB
import HelpDesk
import Testing

@testable import Storage

@Suite struct InstallationTests {
    @Test("Each database has a name of its own, and keeps it", arguments: StoreKind.allCases)
    func names(kind: StoreKind) async throws {
        var names: Set<String> = []
        for _ in 0..<2 {
            try await withStore(kind) { stores in
                let installation = try await stores.database.installation()
                #expect(try await stores.otherDatabase.installation() == installation)
                #expect(installation.name.wholeMatch(of: /[0-9a-f]{32}/) != nil)
                #expect(installation.unmarkedRequests.isEmpty)
                names.insert(installation.name)
            }
        }
        #expect(names.count == 2)
    }

    @Test("Requests that an earlier version has left open are known, as long as they are open")
    func unmarkedRequests() async throws {
        try await withTemporaryDirectory { directory in
            let path = directory.appending(path: "helpbridge.sqlite").path
            let (open, ended) = (SampleFlows.ringing(), SampleFlows.ended())
            let queue = try DatabaseQueue(path: path)
            try Schema.migrator.migrate(queue, upTo: "14 request history")
            try await queue.write { db in
                for flow in [open, ended] { try HelpRequestRow.insertAsEarlier(flow, into: db) }
            }
            try queue.close()

            let database = try await SQLiteDatabase.open(at: path)
            let store = SQLiteHelpRequestStore(database: database, logger: .silent)
            let later = SampleFlows.ringing(operator: "102")
            try await store.insert(later, idempotency: nil)
            #expect(try await database.installation().unmarkedRequests == [open.id])

            var flow = open
            _ = flow.handle(.cancel, at: SampleFlows.start)
            _ = flow.handle(.ended(.ofOperator(flow.id), .normal), at: SampleFlows.start)
            try await store.update(flow)
            #expect(try await database.installation().unmarkedRequests.isEmpty)
            try await database.close()
        }
    }
}

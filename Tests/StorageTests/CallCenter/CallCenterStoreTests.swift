import Administration
import Foundation
import HelpDesk
import LocatedYAML
import Testing

@testable import Storage

@Suite(.timeLimit(.minutes(15))) struct CallCenterStoreTests {
    private typealias Item = SettingItem

    private func broken(_ references: [String]) -> AdministrationError {
        .invalid(references.map { LocatedProblem(path: "", message: $0) })
    }

    private func revision(_ database: any SQLDatabase) async throws -> Int {
        try await database.read { db in
            try #require(try db.value(Int.self, sql: "SELECT revision FROM call_center_revision"))
        }
    }

    @Test("Settings that were applied are current at once and read back exactly", arguments: StoreKind.allCases)
    func applied(kind: StoreKind) async throws {
        try await withStore(kind) { stores in
            let database = stores.database
            let store = try await SQLCallCenterStore(database: database, logger: .silent)
            #expect(store.current == CallCenter())
            let report = try await store.apply(SampleCallCenters.full)
            #expect(
                report.added == [
                    Item(kind: .department, id: "sales"), Item(kind: .department, id: "support"),
                    Item(kind: .operator, id: "101"), Item(kind: .source, id: "main"), Item(kind: .route, id: "*5003"),
                    Item(kind: .webhook, id: "main"),
                ])
            #expect(report.changed.isEmpty && report.removed.isEmpty)
            #expect(store.current == SampleCallCenters.full)
            #expect(try await SQLCallCenterStore(database: database, logger: .silent).current == SampleCallCenters.full)
        }
    }

    @Test("Applying the same settings again changes nothing", arguments: StoreKind.allCases)
    func appliedAgain(kind: StoreKind) async throws {
        try await withStore(kind) { stores in
            let database = stores.database
            let store = try await SQLCallCenterStore(database: database, logger: .silent)
            _ = try await store.apply(SampleCallCenters.full)
            let before = try await revision(database)
            for prune in [false, true] {
                let report = try await store.apply(SampleCallCenters.full, prune: prune)
                #expect(report.isEmpty)
            }
            #expect(try await revision(database) == before)
        }
    }

    @Test("Only settings that differ are changed, and the rest stays", arguments: StoreKind.allCases)
    func onlyDifferences(kind: StoreKind) async throws {
        try await withStore(kind) { stores in
            let database = stores.database
            let store = try await SQLCallCenterStore(database: database, logger: .silent)
            _ = try await store.apply(SampleCallCenters.full)
            var support = SampleCallCenters.support
            support.helpers.reverse()
            let report = try await store.apply(CallCenter(departments: [support, SampleCallCenters.sales]))
            #expect(report.changed == [Item(kind: .department, id: "support")])
            #expect(report.added.isEmpty && report.removed.isEmpty)
            #expect(store.current.departments["support"]?.helpers.map(\.extension) == ["200", "201"])
            #expect(store.current.routes == SampleCallCenters.full.routes)
            #expect(try await SQLCallCenterStore(database: database, logger: .silent).current == store.current)
        }
    }

    @Test("Pruning removes the settings that are not mentioned", arguments: StoreKind.allCases)
    func pruning(kind: StoreKind) async throws {
        try await withStore(kind) { stores in
            let database = stores.database
            let store = try await SQLCallCenterStore(database: database, logger: .silent)
            _ = try await store.apply(SampleCallCenters.full)
            let rest = CallCenter(departments: [SampleCallCenters.sales])
            let report = try await store.apply(rest, prune: true)
            #expect(
                report.removed == [
                    Item(kind: .department, id: "support"), Item(kind: .operator, id: "101"),
                    Item(kind: .source, id: "main"), Item(kind: .route, id: "*5003"), Item(kind: .webhook, id: "main"),
                ])
            #expect(store.current == rest)
            #expect(try await SQLCallCenterStore(database: database, logger: .silent).current == rest)
            #expect(try await database.checkIntegrity() == [])
        }
    }

    @Test(
        "Who is not online is known to every process, since when as well, and no setting changes that",
        arguments: StoreKind.allCases)
    func presences(kind: StoreKind) async throws {
        try await withStore(kind) { stores in
            let database = stores.database
            let store = try await SQLCallCenterStore(database: database, logger: .silent)
            try await store.setPresence(.onBreak, of: "200")
            let first = try #require(store.current.presences["200"])
            #expect(first.state == .onBreak && first.since != nil)
            try await store.setPresence(.onBreak, of: "200")
            #expect(store.current.presences == ["200": first])
            #expect(try await revision(database) == 1)
            _ = try await store.apply(SampleCallCenters.full, prune: true)
            #expect(store.current.presences == ["200": first])
            let other = try await SQLCallCenterStore(database: database, logger: .silent)
            #expect(other.current.presences == ["200": first])
            try await store.setPresence(.online, of: "200")
            #expect(store.current.absent == [:])
            #expect(store.current.presences["200"]?.state == .online)
        }
    }

    @Test(
        "Whose presence another process has changed is told, also where this one writes before it looks",
        arguments: StoreKind.allCases)
    func presencesTakenOver(kind: StoreKind) async throws {
        try await withStore(kind) { stores in
            let other = try await SQLCallCenterStore(database: stores.otherDatabase, logger: .silent)
            let store = try await SQLCallCenterStore(database: stores.database, logger: .silent)
            var told = store.presencesTakenOver.makeAsyncIterator()
            let writes: [@Sendable () async throws -> Void] = [
                { try await store.setPresence(.busy, of: "201") },
                // As it is already.
                { try await store.setPresence(.busy, of: "201") },
                { _ = try await store.apply(SampleCallCenters.full) },
                { _ = try await store.apply(SampleCallCenters.full) },
                { _ = try await store.apply(CallCenter(), prune: true, dryRun: true) },
            ]
            for (index, write) in writes.enumerated() {
                try await other.setPresence(index.isMultiple(of: 2) ? .onBreak : .online, of: "200")
                try await write()
                #expect(await told.next() == ["200"])
            }
        }
    }

    @Test("A route that an earlier version has stored takes the defaults of what is new", arguments: StoreKind.allCases)
    func earlierRoute(kind: StoreKind) async throws {
        try await withStore(kind) { stores in
            let database = stores.database
            let store = try await SQLCallCenterStore(database: database, logger: .silent)
            _ = try await store.apply(SampleCallCenters.full)
            let old = #"{"strategy":"sequential","timeoutSeconds":15,"totalSeconds":60,"operatorSeconds":25}"#
            try await database.write { db in
                try db.execute(sql: "UPDATE routes SET options = '{}', ringing = ?", arguments: [old])
            }
            let route = try await SQLCallCenterStore(database: database, logger: .silent).current.routes["*5003"]
            #expect(route?.options == RouteOptions())
            #expect(route?.ringing == RingingPolicy(timeoutSeconds: 15, totalSeconds: 60, operatorSeconds: 25))
        }
    }

    @Test(
        "A route keeps the mode that it was stored with, whatever is the default by now",
        arguments: StoreKind.allCases)
    func storedMode(kind: StoreKind) async throws {
        try await withStore(kind) { stores in
            let database = stores.database
            let store = try await SQLCallCenterStore(database: database, logger: .silent)
            let route = Route(code: "*5003", name: "Help", detection: .department, voice: "fa", mode: .consult)
            _ = try await store.apply(CallCenter(routes: [route]))
            let reread = try await SQLCallCenterStore(database: database, logger: .silent).current
            #expect(reread.routes["*5003"]?.mode == .consult)
        }
    }

    @Test("A dry run of applying settings reports and changes nothing", arguments: StoreKind.allCases)
    func rehearsal(kind: StoreKind) async throws {
        try await withStore(kind) { stores in
            let database = stores.database
            let store = try await SQLCallCenterStore(database: database, logger: .silent)
            let dry = try await store.apply(SampleCallCenters.full, dryRun: true)
            #expect(store.current == CallCenter())
            #expect(try await revision(database) == 0)
            #expect(try await store.apply(SampleCallCenters.full) == dry)
        }
    }

    @Test(
        "Settings that refer to nothing change nothing, and every such reference is named",
        arguments: StoreKind.allCases)
    func danglingReferences(kind: StoreKind) async throws {
        try await withStore(kind) { stores in
            let database = stores.database
            let store = try await SQLCallCenterStore(database: database, logger: .silent)
            _ = try await store.apply(CallCenter(departments: [SampleCallCenters.sales]))
            var route = SampleCallCenters.help
            route.sources = ["main", "other"]
            let bad = CallCenter(
                departments: [
                    Department(id: "night", name: "Night", parent: "day"),
                    Department(
                        id: "twice", name: "Twice", helpers: [.init(extension: "200"), .init(extension: "200")]),
                ],
                operators: [SampleCallCenters.ali], sources: [SampleCallCenters.main], routes: [route],
                webhooks: [WebhookEndpoint(id: "w", mapping: "generic", route: "*1", secrets: [SecretReference("s")])])
            let error = await #expect(throws: AdministrationError.self) { try await store.apply(bad) }
            #expect(
                error
                    == broken([
                        "department night: no department has the id day, its parent",
                        "department twice: the helper 200 is named twice",
                        "operator 101: no department has the id support", "route *5003: no source has the id other",
                        "webhook w: no route has the code *1",
                    ]))
            #expect(store.current == CallCenter(departments: [SampleCallCenters.sales]))
            #expect(try await SQLCallCenterStore(database: database, logger: .silent).current == store.current)
        }
    }

    @Test("Settings that others refer to cannot be pruned away under them", arguments: StoreKind.allCases)
    func prunedReferences(kind: StoreKind) async throws {
        try await withStore(kind) { stores in
            let database = stores.database
            let store = try await SQLCallCenterStore(database: database, logger: .silent)
            _ = try await store.apply(SampleCallCenters.full)
            let error = await #expect(throws: AdministrationError.self) {
                try await store.apply(CallCenter(operators: [SampleCallCenters.ali]), prune: true)
            }
            #expect(error == broken(["operator 101: no department has the id support"]))
            #expect(store.current == SampleCallCenters.full)
        }
    }

    @Test("Settings may refer to what the database holds already", arguments: StoreKind.allCases)
    func existingReferences(kind: StoreKind) async throws {
        try await withStore(kind) { stores in
            let database = stores.database
            let store = try await SQLCallCenterStore(database: database, logger: .silent)
            _ = try await store.apply(SampleCallCenters.full)
            let newcomer = Operator(extension: "102", name: "مریم", department: "support")
            let report = try await store.apply(CallCenter(operators: [newcomer]))
            #expect(report.added == [Item(kind: .operator, id: "102")])
        }
    }

    @Test("Settings that another process applies are taken over without being asked for", arguments: StoreKind.allCases)
    func otherProcess(kind: StoreKind) async throws {
        try await withStore(kind) { stores in
            let database = stores.database
            let (reloads, reloaded) = AsyncStream.makeStream(of: CallCenter.self)
            let store = try await SQLCallCenterStore(
                database: database, logger: .silent, pollInterval: .milliseconds(250),
                onReload: { reloaded.yield($0) })
            let otherStore = try await SQLCallCenterStore(database: stores.otherDatabase, logger: .silent)
            try await withThrowingTaskGroup { group in
                group.addTask { try await store.run() }
                var arrivals = reloads.makeAsyncIterator()
                for callCenter in [SampleCallCenters.full, CallCenter(departments: [SampleCallCenters.sales])] {
                    _ = try await otherStore.apply(callCenter, prune: true)
                    #expect(await arrivals.next() == callCenter)
                    #expect(store.current == callCenter)
                }
                group.cancelAll()
                try await group.waitForAll()
            }
        }
    }

    /// Takes back all changes but the first, as a failover does that has lost them.
    private static func loseChanges(of stores: StoreUnderTest, name: String) async throws {
        try await stores.database.write { db in
            try db.execute(sql: "UPDATE departments SET name = ? WHERE id = 'sales'", arguments: [name])
            try db.execute(sql: "UPDATE call_center_revision SET revision = 1")
        }
    }

    private static func sales(_ name: String) -> CallCenter {
        CallCenter(departments: [Department(id: "sales", name: name)])
    }

    @Test(
        "What a failover has lost of the settings is not kept to, and what others change after it is taken over",
        arguments: StoreKind.allCases)
    func lostChange(kind: StoreKind) async throws {
        try await withStore(kind) { stores in
            let (reloads, reloaded) = AsyncStream.makeStream(of: CallCenter.self)
            let store = try await SQLCallCenterStore(
                database: stores.database, logger: .silent, pollInterval: .milliseconds(250),
                onReload: { reloaded.yield($0) })
            for name in ["first", "second", "third"] { _ = try await store.apply(Self.sales(name)) }
            try await withThrowingTaskGroup { group in
                group.addTask { try await store.run() }
                var arrivals = reloads.makeAsyncIterator()
                try await Self.loseChanges(of: stores, name: "first")
                #expect(await arrivals.next() == Self.sales("first"))
                let other = try await SQLCallCenterStore(database: stores.otherDatabase, logger: .silent)
                _ = try await other.apply(Self.sales("fourth"))
                #expect(await arrivals.next() == Self.sales("fourth"))
                #expect(store.current == Self.sales("fourth"))
                group.cancelAll()
                try await group.waitForAll()
            }
        }
    }

    @Test(
        "After a failover has lost changes of the settings, the next one counts for whoever makes it",
        arguments: StoreKind.allCases, [["first", "second"], ["first", "second", "third"]])
    func changeAfterLostOnes(kind: StoreKind, names: [String]) async throws {
        try await withStore(kind) { stores in
            let store = try await SQLCallCenterStore(database: stores.database, logger: .silent)
            for name in names { _ = try await store.apply(Self.sales(name)) }
            try await Self.loseChanges(of: stores, name: "first")
            _ = try await store.apply(CallCenter(departments: [Department(id: "night", name: "Night")]))
            #expect(store.current.departments["sales"]?.name == "first")
            #expect(store.current.departments["night"]?.name == "Night")
            try await store.setPresence(.busy, of: "200")
            #expect(store.current.presences["200"]?.state == .busy)
        }
    }

    @Test(
        "What a failover has lost of the settings is not kept to by whoever looks again only after the next change",
        arguments: StoreKind.allCases)
    func lookAfterLostChange(kind: StoreKind) async throws {
        try await withStore(kind) { stores in
            let store = try await SQLCallCenterStore(database: stores.database, logger: .silent)
            for name in ["first", "second"] { _ = try await store.apply(Self.sales(name)) }
            let (reloads, reloaded) = AsyncStream.makeStream(of: CallCenter.self)
            let other = try await SQLCallCenterStore(
                database: stores.otherDatabase, logger: .silent, pollInterval: .milliseconds(250),
                onReload: { reloaded.yield($0) })
            try await Self.loseChanges(of: stores, name: "first")
            try await store.setPresence(.busy, of: "200")
            let isNew = try await revision(stores.database) > 2
            try #require(isNew, "the other one could not tell them apart")
            try await withThrowingTaskGroup { group in
                group.addTask { try await other.run() }
                var arrivals = reloads.makeAsyncIterator()
                let reread = await arrivals.next()
                #expect(reread?.departments["sales"]?.name == "first")
                #expect(reread?.presences["200"]?.state == .busy)
                group.cancelAll()
                try await group.waitForAll()
            }
        }
    }

    @Test("Two processes that apply at the same time both take effect", arguments: StoreKind.allCases)
    func twoProcesses(kind: StoreKind) async throws {
        try await withStore(kind) { stores in
            let database = stores.database
            let settings = [
                try await SQLCallCenterStore(database: database, logger: .silent),
                try await SQLCallCenterStore(database: stores.otherDatabase, logger: .silent),
            ]
            try await withThrowingTaskGroup { group in
                for number in 0..<20 {
                    group.addTask {
                        let department = Department(id: "d\(number)", name: "Department \(number)")
                        _ = try await settings[number % 2].apply(CallCenter(departments: [department]))
                    }
                }
                try await group.waitForAll()
            }
            #expect(try await SQLCallCenterStore(database: database, logger: .silent).current.departments.count == 20)
            #expect(try await revision(database) == 20)
        }
    }

    @Test(
        "A word in the settings that this program does not know is reported with its row",
        arguments: StoreKind.allCases)
    func unknownWord(kind: StoreKind) async throws {
        try await withStore(kind) { stores in
            let database = stores.database
            _ = try await SQLCallCenterStore(database: database, logger: .silent).apply(SampleCallCenters.full)
            try await database.write { db in try db.execute(sql: "UPDATE routes SET mode = 'telepathy'") }
            let store = try await SQLCallCenterStore(database: database, logger: .silent)
            #expect(store.current.routes.isEmpty && store.current.sources == SampleCallCenters.full.sources)
            #expect(
                database.damage.rows.map { "\($0.table) \($0.id): \($0.reason)" } == [
                    "routes *5003: the column mode holds no CallMode"
                ])
        }
    }
}

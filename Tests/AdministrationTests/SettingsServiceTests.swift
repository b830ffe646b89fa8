import Crypto
import HelpDesk
import LocatedYAML
import Testing

@testable import Administration

@Suite("Settings, one by one")
struct SettingsServiceTests {
    @Test("A setting is made once, is shown as it stands in a file, and has another tag once it is changed")
    func making() async throws {
        let settings = try MemorySettings().service()
        let content = LocatedValue.object(of: [("id", .text("sales")), ("name", .text("Sales"))])
        let made = try await settings.make(.department, content, by: "test")
        #expect(made.content == content && made.id == "sales")
        await #expect(throws: AdministrationError.exists(.init(.setting(.department), "sales"))) {
            try await settings.make(.department, content, by: "test")
        }
        let renamed = LocatedValue.object(of: [("name", .text("Sales 2"))])
        let (changed, isNew) = try await settings.put(
            .department, "sales", renamed, if: .matches([made.tag]), by: "test")
        #expect(!isNew && changed.tag != made.tag && changed.content["name"] == .text("Sales 2"))
        await #expect(throws: AdministrationError.changed(.init(.setting(.department), "sales"))) {
            try await settings.put(.department, "sales", renamed, if: .matches([made.tag]), by: "test")
        }
    }

    @Test("A setting has the same tag on all bridges, another one once its secret is changed, and tells it to nobody")
    func tags() throws {
        let key = SymmetricKey(data: Array("shared by all bridges".utf8))
        func tag(_ secret: String, _ key: SymmetricKey) throws -> String {
            let source = LookupSource(
                id: "main", mapping: "generic", baseURL: "http://crm.test",
                credentials: ["token": SecretReference(secret), "user": SecretReference("7")])
            let settings = try MemorySettings(CallCenter(sources: [source]), tagKey: key).service()
            return try #require(settings.setting(.source, "main")).tag
        }
        #expect(try tag("a", key) == tag("a", key))
        // As it is in every process, also after a restart.
        #expect(LocatedValue.object(of: [("id", .text("sales"))]).tag(key) == "gKxr3AZc/9pxiwV4")
        #expect(try tag("a", key) != tag("b", key))
        #expect(try tag("a", key) != tag("a", SymmetricKey(size: .bits256)))
    }

    @Test("The fields of a fault are those of the setting, also for a number where a text belongs")
    func faults() async throws {
        let settings = try MemorySettings(CallCenter(departments: [MemorySettings.department])).service()
        let content = LocatedValue.object(of: [("extension", .text("1")), ("department", .text("nowhere"))])
        let error = await #expect(throws: AdministrationError.self) {
            try await settings.make(.operator, content, by: "test")
        }
        guard case .invalid(let faults)? = error else { return }
        #expect(Set(faults.map(\.path)) == ["extension", "department"])

        let number = LocatedValue.object(of: [
            ("extension", .text("101")), ("name", .text("Ali")), ("department", .text("support")),
            ("crmId", .integer(17)),
        ])
        await #expect(
            throws: AdministrationError.invalid([
                LocatedProblem(path: "crmId", message: "must be a string: put it into quotes")
            ])
        ) { try await settings.make(.operator, number, by: "test") }
    }

    @Test("A setting without an id is told of all that it lacks, and a route that asks no CRM of its sources")
    func missing() async throws {
        let settings = try MemorySettings().service()
        func fields(_ kind: SettingKind, _ members: [(String, LocatedValue?)] = []) async -> Set<String> {
            let error = await #expect(throws: AdministrationError.self) {
                try await settings.make(kind, .object(of: members), by: "test")
            }
            guard case .invalid(let faults)? = error else { return [] }
            return Set(faults.map(\.path))
        }
        #expect(await fields(.department) == ["id", "name"])
        #expect(await fields(.operator) == ["extension", "department"])
        #expect(await fields(.source) == ["id", "mapping", "baseURL"])
        #expect(await fields(.route) == ["code", "name", "detection", "voice"])
        #expect(await fields(.webhook) == ["id", "mapping", "route", "secret"])
        #expect(await fields(.subscription) == ["id", "url", "secret"])
        let route: [(String, LocatedValue?)] = [
            ("code", .text("*1")), ("name", .text("R")), ("detection", .text("crm")), ("voice", .text("fa")),
        ]
        #expect(await fields(.route, route) == ["sources"])
    }

    @Test("A number is kept in ASCII, however it is written, and is one setting under each of its spellings")
    func numbers() async throws {
        let store = MemorySettings(CallCenter(departments: [MemorySettings.department]))
        let settings = try store.service()
        func agent(_ number: String, name: String) -> LocatedValue {
            .object(of: [("extension", .text(number)), ("name", .text(name)), ("department", .text("support"))])
        }
        let made = try await settings.make(.operator, agent("\u{2068}۱۰۲\u{2069}", name: "A"), by: "test")
        #expect(made.id == "102" && made.content["extension"] == .text("102"))
        await #expect(throws: AdministrationError.exists(.init(.setting(.operator), "102"))) {
            try await settings.make(.operator, agent("102", name: "A"), by: "test")
        }
        let (changed, isNew) = try await settings.put(
            .operator, "１０２", agent("۱۰۲", name: "B"), if: .exists, by: "test")
        #expect(!isNew && changed.id == "102" && settings.setting(.operator, "١٠٢")?.content["name"] == .text("B"))
        let helpers = LocatedValue.object(of: [
            ("id", .text("support")), ("name", .text("Support")),
            ("helpers", .array([.object(of: [("extension", .text("\u{200E}۲۰۰"))])])),
        ])
        _ = try await settings.put(.department, "support", helpers, if: .exists, by: "test")
        #expect(store.current.departments["support"]?.helpers.map(\.extension) == ["200"])
        try await settings.remove(.operator, "۱۰۲", if: .none, by: "test")
        #expect(settings.settings(.operator).isEmpty)
    }

    @Test("What another setting names cannot be removed")
    func removing() async throws {
        let store = MemorySettings(
            CallCenter(departments: [MemorySettings.department], operators: [MemorySettings.agent]))
        let settings = try store.service()
        await #expect(throws: AdministrationError.inUse(.init(.setting(.department), "support"), by: ["operator 101"]))
        {
            try await settings.remove(.department, "support", if: .none, by: "test")
        }
        try await settings.remove(.operator, "101", if: .none, by: "test")
        try await settings.remove(.department, "support", if: .none, by: "test")
        #expect(store.current.departments.isEmpty)
    }

    @Test("Several settings are put all or none, and their faults name their places")
    func several() async throws {
        let settings = try MemorySettings(CallCenter(departments: [MemorySettings.department])).service()
        func agent(_ number: String) -> LocatedValue {
            .object(of: [("extension", .text(number)), ("name", .text("A")), ("department", .text("support"))])
        }
        #expect(settings.faults(.operator, [agent("101"), agent("x")]).map(\.path) == ["[1].extension"])
        await #expect(throws: AdministrationError.self) {
            try await settings.put(.operator, all: [agent("101"), agent("x")], by: "test")
        }
        #expect(settings.settings(.operator).isEmpty)
        try await settings.put(.operator, all: [agent("102"), agent("101")], by: "test")
        #expect(settings.settings(.operator).map(\.id) == ["101", "102"])
    }
}

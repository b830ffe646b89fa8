import Administration
import HelpDesk
import LocatedYAML
import Testing

@Suite("Settings, one by one")
struct SettingsServiceTests {
    @Test("A setting is made once, is shown as it stands in a file, and has another tag once it is changed")
    func making() async throws {
        let settings = try MemorySettings().service()
        let content = LocatedValue.object(of: [("id", .text("sales")), ("name", .text("Sales"))])
        let made = try await settings.make(.department, content, by: "test")
        #expect(made.content == content && made.id == "sales")
        await #expect(throws: AdministrationError.exists(.init(.department, "sales"))) {
            try await settings.make(.department, content, by: "test")
        }
        let renamed = LocatedValue.object(of: [("name", .text("Sales 2"))])
        let (changed, isNew) = try await settings.put(
            .department, "sales", renamed, if: .matches([made.tag]), by: "test")
        #expect(!isNew && changed.tag != made.tag && changed.content["name"] == .text("Sales 2"))
        await #expect(throws: AdministrationError.changed(.init(.department, "sales"))) {
            try await settings.put(.department, "sales", renamed, if: .matches([made.tag]), by: "test")
        }
    }

    @Test("The fields of a fault are those of the setting, also for a number where a text belongs")
    func faults() async throws {
        let settings = try MemorySettings(CallCenter(departments: [MemorySettings.department])).service()
        let content = LocatedValue.object(of: [("extension", .text("1")), ("department", .text("nowhere"))])
        let error = await #expect(throws: AdministrationError.self) {
            try await settings.make(.operator, content, by: "test")
        }
        guard case .invalid(let faults)? = error else { return }
        #expect(Set(faults.map(\.field)) == ["extension", "name", "department"])

        let number = LocatedValue.object(of: [
            ("extension", .text("101")), ("name", .text("Ali")), ("department", .text("support")),
            ("crmId", .integer(17)),
        ])
        await #expect(
            throws: AdministrationError.invalid([
                FieldFault(field: "crmId", message: "must be a string: put it into quotes")
            ])
        ) { try await settings.make(.operator, number, by: "test") }
    }

    @Test("What another setting names cannot be removed")
    func removing() async throws {
        let store = MemorySettings(
            CallCenter(departments: [MemorySettings.department], operators: [MemorySettings.agent]))
        let settings = try store.service()
        await #expect(throws: AdministrationError.inUse(.init(.department, "support"), by: ["operator 101"])) {
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
        #expect(settings.faults(.operator, [agent("101"), agent("x")]).map(\.field) == ["[1].extension"])
        await #expect(throws: AdministrationError.self) {
            try await settings.put(.operator, all: [agent("101"), agent("x")], by: "test")
        }
        #expect(settings.settings(.operator).isEmpty)
        try await settings.put(.operator, all: [agent("102"), agent("101")], by: "test")
        #expect(settings.settings(.operator).map(\.id) == ["101", "102"])
    }
}

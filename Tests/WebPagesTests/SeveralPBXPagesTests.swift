import Administration
import HTTPTypes
import HelpDesk
import Testing
import WebTestSupport

@testable import WebPages

@Suite("The pages of several PBXs")
struct SeveralPBXPagesTests {
    private static let choice = #"<option value="shiraz">shiraz</option>"#

    @Test(
        "Where there is one PBX, no form asks for the PBX",
        arguments: ["operators/new", "departments", "departments/support", "routes/new"])
    func one(path: String) async throws {
        try await AdminSite.site().test { client in
            let page = try await client.send(.get, "/admin/\(path)", token: nil, headers: [.acceptLanguage: "en"])
            #expect(page.status == 200)
            #expect(!page.text.contains(#"name="pbx""#) && !page.text.contains(#"name="helperPBX""#))
        }
    }

    @Test("Where there are several, the forms of operators, helpers and routes ask for it, in both languages")
    func several() async throws {
        let settings = MemorySettings.small(pbxs: ["main", "shiraz"])
        try await AdminSite.site(settings).test { client in
            for path in ["operators/new", "departments", "departments/support", "routes/new"] {
                for (language, word) in [("en", "PBX"), ("fa", "سیستم تلفنی")] {
                    let page = try await client.send(
                        .get, "/admin/\(path)", token: nil, headers: [.acceptLanguage: language])
                    #expect(page.text.contains(Self.choice) && page.text.contains(word), "\(path) \(language)")
                }
            }
        }
    }

    @Test("An operator of another PBX is somebody else than one with the same extension here")
    func operators() async throws {
        let settings = MemorySettings.small(pbxs: ["main", "shiraz"])
        try await AdminSite.site(settings).test { client in
            let answer = try await AdminSite.post(
                client, "/admin/operators/new",
                [
                    ("sent", "yes"), ("extension", "101"), ("pbx", "shiraz"), ("name", "Mina"),
                    ("department", "support"),
                ])
            #expect(answer.status == 303)
            #expect(Set(settings.current.operators.keys) == ["101", "101@shiraz"])
            let page = try await client.send(
                .get, "/admin/operators/101%40shiraz", token: nil, headers: [.acceptLanguage: "en"])
            #expect(page.status == 200 && page.text.contains(#"value="101@shiraz""#))
            let tag = try settings.tag(.operator, "101@shiraz")
            let again = try await AdminSite.post(
                client, "/admin/operators/101%40shiraz",
                [
                    ("sent", "yes"), ("tag", tag), ("extension", "101@shiraz"), ("name", "Mina A"),
                    ("department", "support"),
                ])
            #expect(again.status == 303)
        }
        #expect(settings.current.operators["101@shiraz"]?.name == "Mina A")
        #expect(settings.current.operators["101"]?.name == "Support")
    }

    @Test("Helpers are listed with their PBX, and the default one is left out of their names")
    func helpers() async throws {
        let settings = MemorySettings.small(pbxs: ["main", "shiraz"])
        let tag = try settings.tag(.department, "support")
        try await AdminSite.site(settings).test { client in
            let answer = try await AdminSite.post(
                client, "/admin/departments/support",
                [
                    ("sent", "yes"), ("tag", tag), ("name", "Help"), ("helperExtension", "200"), ("helperPBX", ""),
                    ("helperName", ""), ("helperExtension", "200"), ("helperPBX", "shiraz"), ("helperName", "Sara"),
                    ("helperExtension", "201@main"), ("helperPBX", ""), ("helperName", ""),
                ])
            #expect(answer.status == 303)
            let page = try await client.send(
                .get, "/admin/departments/support", token: nil, headers: [.acceptLanguage: "en"])
            #expect(page.text.contains(#"<option value="shiraz" selected>shiraz</option>"#))
        }
        #expect(
            settings.current.departments["support"]?.helpers.map(\.extension) == ["200", "200@shiraz", "201"])
    }

    @Test("A helper may be added to the tree of departments with their PBX")
    func tree() async throws {
        let settings = MemorySettings.small(pbxs: ["main", "shiraz"])
        let tag = try settings.tag(.department, "support")
        try await AdminSite.site(settings).test { client in
            let answer = try await AdminSite.post(
                client, "/admin/departments/support/helpers",
                [("tag", tag), ("action", "add"), ("extension", "200"), ("pbx", "shiraz"), ("name", "Omid")])
            #expect(answer.status == 303)
        }
        #expect(settings.current.departments["support"]?.helpers.map(\.extension) == ["200", "200@shiraz"])
    }

    @Test("A route may be for one PBX, beside the one for all with the same code")
    func routes() async throws {
        let settings = MemorySettings.small(pbxs: ["main", "shiraz"])
        try await AdminSite.site(settings).test { client in
            let answer = try await AdminSite.post(
                client, "/admin/routes/new",
                [
                    ("sent", "yes"), ("code", "*5003"), ("pbx", "shiraz"), ("name", "Shiraz"),
                    ("detection", "department"), ("voice", "fa"), ("mode", "whisper"), ("ladder", "department"),
                    ("secondPress", "same"), ("ringing.strategy", "sequential"), ("whenOperatorBusy", "whisper"),
                    ("departments", "own"),
                ])
            #expect(answer.status == 303)
            let page = try await client.send(
                .get, "/admin/routes/%2A5003%40shiraz", token: nil, headers: [.acceptLanguage: "en"])
            #expect(page.status == 200)
        }
        #expect(settings.current.routes["*5003@shiraz"]?.name == "Shiraz")
        #expect(settings.current.routes["*5003"]?.name == "Support")
    }
}

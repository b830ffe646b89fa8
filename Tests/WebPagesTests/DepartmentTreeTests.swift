import Administration
import HTTPTypes
import HelpDesk
import Testing
import WebTestSupport

@testable import WebPages

@Suite("The tree of departments")
struct DepartmentTreeTests {
    private static let departments = [
        Department(id: "management", name: "Management"),
        Department(
            id: "support", name: "Support", parent: "management",
            helpers: [.init(extension: "200", name: "Sara"), .init(extension: "201", name: "Omid")]),
        Department(id: "night", name: "Night", parent: "support"),
        Department(id: "sales", name: "Sales"),
    ]

    private static func settings(_ departments: [Department] = departments) -> MemorySettings {
        MemorySettings(
            CallCenter(
                departments: departments,
                operators: [Operator(extension: "101", name: "Ali", department: departments[0].id)]))
    }

    private static func page(
        _ settings: MemorySettings, extensions: [PBXExtension]? = nil
    ) async throws -> String {
        try await AdminSite.site(settings, extensions: extensions).test {
            try await $0.send(.get, "/admin/departments", token: nil, headers: [.acceptLanguage: "en"]).text
        }
    }

    /// The ids of departments, each with the ids of those in which it stands: `support<management`.
    private static func nesting(_ html: String) -> [String] {
        var open: [String] = []
        var found: [String] = []
        for tag in html.matches(of: /<li id="department-([^"]+)">|<\/details><\/li>/) {
            if let id = tag.1 {
                open.append(String(id))
                found.append(open.reversed().joined(separator: "<"))
            } else {
                open.removeLast()
            }
        }
        #expect(open.isEmpty)
        return found
    }

    @Test("Each department stands within the one above it, by name, and the page ends as it began")
    func nested() async throws {
        let page = try await Self.page(Self.settings())
        #expect(
            Self.nesting(page) == [
                "management", "support<management", "night<support<management", "sales",
            ])
        #expect(page.ranges(of: "<ul").count == page.ranges(of: "</ul>").count)
        #expect(page.contains(#"href="/admin/departments/new?parent=support""#))
    }

    @Test("Departments that stand above each other in a circle are shown all the same, once")
    func circle() async throws {
        let page = try await Self.page(
            Self.settings([
                Department(id: "a", name: "A", parent: "b"), Department(id: "b", name: "B", parent: "a"),
                Department(id: "c", name: "C", parent: "gone"),
            ]))
        #expect(Self.nesting(page).sorted() == ["a", "b<a", "c"])
    }

    @Test("Beside each helper in the tree stands how their phone is, and whether they are online")
    func states() async throws {
        let settings = Self.settings()
        try await settings.setPresence(.onBreak, of: "201")
        let page = try await Self.page(
            settings, extensions: [PBXExtension("200", .inUse), PBXExtension("102", .idle)])
        #expect(page.contains(#"<span class="badge" data-tone="busy">on the phone</span>"#))
        #expect(page.contains(#"<span class="badge" data-tone="plain">not listed by the telephone system</span>"#))
        #expect(page.contains(#"<span class="badge" data-tone="busy">On a break</span>"#))
        #expect(page.contains(#"<option value="200">Sara · on the phone</option>"#))
        #expect(page.contains(#"<option value="102">free</option>"#))
    }

    @Test("Where the PBX does not say which phones it has, a helper's number is typed")
    func byHand() async throws {
        let page = try await Self.page(Self.settings())
        #expect(page.contains("The telephone system does not say"))
        #expect(!page.contains("<option"))
    }

    @Test("A helper is added, moved and taken out where the department is shown")
    func editing() async throws {
        let settings = Self.settings()
        try await AdminSite.site(settings).test { client in
            func order(_ fields: [(String, String)]) async throws -> [String]? {
                let tag = try settings.tag(.department, "support")
                let answer = try await AdminSite.post(
                    client, "/admin/departments/support/helpers", [("tag", tag)] + fields)
                #expect(answer.status == 303)
                #expect(
                    answer.headers[.location]
                        == "/admin/departments?notice=saved&open=support#department-support")
                return settings.current.departments["support"]?.helpers.map(\.extension)
            }
            let added = try await order([("action", "add"), ("extension", "۲۰۲"), ("name", "Neda")])
            #expect(added == ["200", "201", "202"])
            #expect(try await order([("action", "up:2")]) == ["200", "202", "201"])
            #expect(try await order([("action", "down:0")]) == ["202", "200", "201"])
            #expect(try await order([("action", "out:1")]) == ["202", "201"])
        }
        #expect(settings.current.departments["support"]?.parent == "management")
        #expect(Set(settings.authors) == ["user:1"])
    }

    @Test(
        "A helper who may not be dialled, or stands there already, is refused beside the field",
        arguments: ["1", "200", ""])
    func refusal(number: String) async throws {
        let settings = Self.settings()
        let tag = try settings.tag(.department, "support")
        let page = try await AdminSite.site(settings).test { client in
            try await AdminSite.post(
                client, "/admin/departments/support/helpers",
                [("tag", tag), ("action", "add"), ("extension", number), ("name", "<Neda>")])
        }
        #expect(page.status == 422)
        #expect(page.text.contains(#"aria-invalid="true" aria-describedby="fault-support""#))
        #expect(page.text.contains("Write an extension that may be dialled, each only once."))
        #expect(page.text.contains("&lt;Neda&gt;"))
        #expect(settings.authors.isEmpty)
    }

    @Test("What somebody else has changed in the tree of departments meanwhile is not overwritten")
    func overtaken() async throws {
        let settings = Self.settings()
        let page = try await AdminSite.site(settings).test { client in
            try await AdminSite.post(
                client, "/admin/departments/support/helpers", [("tag", "old"), ("action", "out:0")])
        }
        #expect(page.status == 409)
        #expect(page.text.contains("Somebody else has changed this department"))
        #expect(settings.authors.isEmpty)
    }

    @Test("What stands below a department cannot be chosen to stand above it")
    func parents() async throws {
        let page = try await AdminSite.site(Self.settings()).test {
            try await $0.send(.get, "/admin/departments/management", token: nil).text
        }
        #expect(page.contains(#"<option value="sales""#))
        for id in ["management", "support", "night"] { #expect(!page.contains("<option value=\"\(id)\"")) }
    }

    @Test("With very many departments only those at the top are open, and the one that was just changed")
    func folded() async throws {
        let many =
            [Department(id: "top", name: "Top")]
            + (1...50).map { Department(id: "d\($0)", name: "D\($0)", parent: "top") }
        let page = try await AdminSite.site(Self.settings(many)).test {
            try await $0.send(.get, "/admin/departments?open=d7", token: nil).text
        }
        #expect(page.ranges(of: "<details open>").count == 2)
    }

    @Test("With very many departments, all above the one where a helper was refused are open as well")
    func refusedBelow() async throws {
        let many =
            [
                Department(id: "top", name: "Top"), Department(id: "middle", name: "Middle", parent: "top"),
                Department(id: "bottom", name: "Bottom", parent: "middle"),
            ] + (1...38).map { Department(id: "d\($0)", name: "D\($0)", parent: "top") }
        let settings = Self.settings(many)
        let tag = try settings.tag(.department, "bottom")
        let page = try await AdminSite.site(settings).test { client in
            try await AdminSite.post(
                client, "/admin/departments/bottom/helpers",
                [("tag", tag), ("action", "add"), ("extension", "1"), ("name", "Neda")])
        }
        #expect(page.status == 422)
        let fault = try #require(page.text.firstRange(of: #"id="fault-bottom""#))
        // What the tags of the lists say that are open around it.
        var around: [Substring] = []
        for tag in page.text[..<fault.lowerBound].matches(of: /<details([^>]*)>|<\/details>/) {
            if let attributes = tag.1 { around.append(attributes) } else { around.removeLast() }
        }
        #expect(around == [" open", " open", " open"])
    }

    @Test("Of departments that stand above each other in a circle, the one that was just changed is open")
    func circleOpened() async throws {
        let circle =
            [Department(id: "a", name: "A", parent: "b"), Department(id: "b", name: "B", parent: "a")]
            + (1...50).map { Department(id: "d\($0)", name: "D\($0)") }
        let page = try await AdminSite.site(Self.settings(circle)).test {
            try await $0.send(.get, "/admin/departments?open=b", token: nil).text
        }
        #expect(page.contains(/<li id="department-b">\s*<details open>/))
    }
}

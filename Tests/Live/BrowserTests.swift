import HelpDesk
import ProgramTestSupport
import Testing

/// The cases themselves are in `Tests/Python/browser`; `HELPBRIDGE_URL` and the like let them be run against any bridge.
@Suite("The pages in a real browser", .tags(.live), .serialized, .timeLimit(.minutes(60)))
struct BrowserTests {
    @Test(
        "do what they are for",
        arguments: [
            "test_pages.py", "test_manager.py", "test_supervisor.py", "test_keyboard.py", "test_network.py",
            "test_embed.py", "test_reorder.py", "test_help_button.py",
        ])
    func pages(file: String) async throws {
        let site = try await PageSite()
        try await site.serve { bridge in
            let (isGood, output) = try await site.run(file, against: bridge)
            #expect(isGood, "\(output)")
        }
        try site.remove()
    }

    @Test("are light, and as quick as promised, with 100,000 requests of history")
    func speed() async throws {
        let site = try await PageSite()
        try await site.serve { bridge in
            let request = try await bridge.request(operator: "101", route: "*5004")
            try await bridge.wait(for: request.id, timeout: .seconds(120)) { $0.outcome == .helped }
        }
        try await site.seedHistory()
        try await site.serve { bridge in
            let (isGood, output) = try await site.run("test_speed.py", against: bridge)
            #expect(isGood, "\(output)")
        }
        try site.remove()
    }
}

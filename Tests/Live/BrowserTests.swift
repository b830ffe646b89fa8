import Testing

/// The cases themselves are in `Tests/Python/browser`; `HELPBRIDGE_URL` and the like let them be run against any bridge.
@Suite("The pages in a real browser", .tags(.live), .serialized, .timeLimit(.minutes(5)))
struct BrowserTests {
    @Test(
        "do what they are for",
        arguments: ["test_pages.py", "test_manager.py", "test_keyboard.py", "test_network.py"])
    func pages(file: String) async throws {
        try await PageSite.serve { bridge in
            let (isGood, output) = try await PageSite.run(file, against: bridge)
            #expect(isGood, "\(output)")
        }
    }
}

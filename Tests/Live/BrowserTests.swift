import Foundation
import HelpDesk
import ProgramTestSupport
import Testing

/// The cases themselves are in `Tests/Python/browser`; `HELPBRIDGE_URL` and the like let them be run against any
/// bridge.
@Suite("The pages in a real browser", .tags(.live), .serialized, .timeLimit(.minutes(60)))
struct BrowserTests {
    private static let folder = URL(fileURLWithPath: #filePath + "/../../Python/browser").standardizedFileURL
    private static let everyPage = "test_pages.py"
    private static let large = "test_speed.py"
    /// The longest first: two processes that share them are done at about the same time.
    private static let others = Result {
        try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: [.fileSizeKey])
            .filter { file in
                let name = file.lastPathComponent
                return name.hasPrefix("test_") && name.hasSuffix(".py") && ![everyPage, large].contains(name)
            }
            .map { (try $0.resourceValues(forKeys: [.fileSizeKey]).fileSize ?? 0, $0.lastPathComponent) }
            .sorted { $0 > $1 }.map(\.1)
    }
    /// A folder in which processes that share them note which each has taken.
    private static let taken = ProcessInfo.processInfo.environment["HELPBRIDGE_BROWSER_TAKEN"].map {
        URL(fileURLWithPath: $0)
    }

    @Test("Each page is whole in a real browser, in every language, width and colour")
    func pages() async throws {
        try await run(Self.everyPage)
    }

    @Test("The pages do in a real browser what they are for", arguments: try others.get())
    func uses(file: String) async throws {
        if let taken = Self.taken {
            do {
                try Data().write(to: taken.appendingPathComponent(file), options: .withoutOverwriting)
            } catch CocoaError.fileWriteFileExists {
                try Test.cancel("another process has taken it")
            }
        }
        try await run(file)
    }

    private func run(_ file: String) async throws {
        let site = try await PageSite()
        try await site.serve { bridge in
            let (isGood, output) = try await site.run(file, against: bridge)
            #expect(isGood, "\(output)")
        }
        try site.remove()
    }

    @Test("The pages are light, and as quick as promised, with 100,000 requests of history")
    func speed() async throws {
        let site = try await PageSite()
        try await site.serve { bridge in
            let request = try await bridge.request(operator: "101", route: "*5004")
            try await bridge.wait(for: request.id, timeout: .seconds(120)) { $0.outcome == .helped }
        }
        try await site.seedHistory()
        try await site.serve { bridge in
            let (isGood, output) = try await site.run(Self.large, against: bridge)
            #expect(isGood, "\(output)")
        }
        try site.remove()
    }
}

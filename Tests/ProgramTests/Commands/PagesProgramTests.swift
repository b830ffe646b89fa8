import Foundation
import ProgramTestSupport
import TestSupport
import Testing

@testable import HelpBridge

@Suite("The program with a folder of pages of its own")
struct PagesProgramTests {
    private static let pages = URL(fileURLWithPath: #filePath + "/../../../../Pages").standardizedFileURL.path

    @Test(
        "The program starts with no folder of pages that lacks something: it ends with 78 and names the file",
        arguments: [
            "Templates/panel/refused.mustache", "Templates/fault.mustache", "Assets/help.js", "Localization/en.yaml",
        ])
    func incomplete(file: String) async throws {
        let program = try ProgramRunner()
        let copy = program.directory.appendingPathComponent("Pages").path
        try FileManager.default.copyItem(atPath: Self.pages, toPath: copy)
        try FileManager.default.removeItem(atPath: "\(copy)/\(file)")
        let configuration = try program.write(
            "helpbridge.yaml", "http: {port: 0}\npages: Pages\npbx: {driver: simulated}\n")
        for command in [["serve"], ["config", "check"]] {
            let result = try await program.run(command + ["--config", configuration])
            #expect(result.code == 78)
            let name = try #require(file.split(separator: "/").last)
            #expect(result.errors.count == 1 && result.errors.first?.contains(name) == true, "\(result.errors)")
        }
    }
}

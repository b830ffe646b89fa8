import Foundation
import ProgramTestSupport
import TestSupport
import Testing

@testable import HelpBridge

@Suite("The program with a folder of pages of its own")
struct PagesProgramTests {
    private static let pages = URL(fileURLWithPath: #filePath + "/../../../../Pages").standardizedFileURL.path

    /// - Returns: the path of a configuration with a copy of the pages, which is changed.
    private func write(_ program: ProgramRunner, change: (_ copy: String) throws -> Void) throws -> String {
        let copy = program.directory.appendingPathComponent("Pages").path
        try FileManager.default.copyItem(atPath: Self.pages, toPath: copy)
        try change(copy)
        return try program.write("helpbridge.yaml", "http: {port: 0}\npages: Pages\npbx: {driver: simulated}\n")
    }

    @Test("The program starts with no folder of pages that has a fault: it ends with 78 and names the file")
    func faulty() async throws {
        let program = try ProgramRunner()
        let configuration = try write(program) { copy in
            try "{{#open}}".write(toFile: "\(copy)/Templates/fault.mustache", atomically: true, encoding: .utf8)
        }
        for command in [["serve"], ["config", "check"]] {
            let result = try await program.run(command + ["--config", configuration])
            #expect(result.code == 78)
            let isNamed = result.errors.first?.contains("fault.mustache") == true
            #expect(result.errors.count == 1 && isNamed, "\(result.errors)")
        }
    }

    @Test(
        "The program starts with a folder of pages that lacks a file: it takes its own, and the log names the file",
        arguments: [
            "Templates/panel/refused.mustache", "Templates/fault.mustache", "Assets/help.js", "Localization/en.yaml",
        ])
    func incomplete(file: String) async throws {
        let program = try ProgramRunner()
        let configuration = try write(program) { try FileManager.default.removeItem(atPath: "\($0)/\(file)") }
        let checked = try await program.run(["config", "check", "--config", configuration])
        #expect(checked.code == 0, "\(checked)")
        let (_, child) = try await program.launch(configuration)
        child.terminate()
        let name = try #require(file.split(separator: "/").last)
        #expect(program.log.contains(name), "\(program.log)")
    }
}

import Testing

@testable import HelpBridge

@Suite("The files that the process may have open")
struct OpenFilesTests {
    @Test("The files that may be open suffice to serve with, or the start says what to do, as of a wrong configuration")
    func fewest() throws {
        #expect(try OpenFiles.enough(OpenFiles.fewest) == OpenFiles.fewest)
        let error = #expect(throws: HelpBridgeError.self) { try OpenFiles.enough(OpenFiles.fewest - 1) }
        #expect(error?.exitCode == ExitStatus.badConfiguration)
        #expect(error?.description.contains("LimitNOFILE") == true)
    }

    @Test("As many files may be open as the system allows")
    func raised() throws {
        let files = try OpenFiles.raiseLimit()
        #expect(try OpenFiles.raiseLimit() == files)
    }
}

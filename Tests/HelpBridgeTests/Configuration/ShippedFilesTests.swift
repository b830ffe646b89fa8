import Testing

@testable import HelpBridge

@Suite("The files that come with the program")
struct ShippedFilesTests {
    @Test("A folder that should come with the program and does not is told by its name")
    func missing() {
        let error = #expect(throws: HelpBridgeError.self) {
            try ShippedFiles.check(["Voices", "NoSuchFolder", "NorThisOne"])
        }
        #expect(error?.description.contains(": NoSuchFolder, NorThisOne;") == true, "\(String(describing: error))")
    }

    @Test("A folder of one's own is not taken for the program's, though it is where that is looked for first")
    func own() throws {
        let first = try #require(ShippedFiles.directory("Pages"))
        #expect(ShippedFiles.directory("Pages", besides: "\(first)/../Pages") != first)
        #expect(ShippedFiles.directory("Pages", besides: "/etc/helpbridge/Pages") == first)
    }
}

import Foundation
import Testing

@testable import HelpBridge

@Suite("Errors of the program")
struct HelpBridgeErrorTests {
    @Test("Each error of the program has a line for each fault")
    func lines() {
        let faulty = HelpBridgeError.invalidConfiguration(["a.yaml:1: first", "a.yaml:2: second"])
        let others = [HelpBridgeError.unreadableSecret("no file"), .failed("no bridge")]
        #expect(faulty.lines.count == 2)
        #expect(others.map(\.lines) == [["no file"], ["no bridge"]])
    }

    @Test("A file that cannot be made or read is told with its path and the system's words")
    func file() {
        let error = #expect(throws: CocoaError.self) {
            try FileManager.default.createDirectory(
                atPath: "/proc/no-such-folder/x", withIntermediateDirectories: true)
        }
        let told = error.map(HelpBridgeCommand.fileFault)
        #expect(told?.hasPrefix("/proc/no-such-folder") == true && told?.contains("Domain") == false, "\(told ?? "")")
        #expect(told?.contains("No such file or directory") == true, "\(told ?? "")")
    }
}

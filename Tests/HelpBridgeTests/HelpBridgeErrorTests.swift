import Testing

@testable import HelpBridge

@Suite("Errors of the program")
struct HelpBridgeErrorTests {
    @Test("Each error of the program has a code of its own, and a line for each fault")
    func codes() {
        let faulty = HelpBridgeError.invalidConfiguration(["a.yaml:1: first", "a.yaml:2: second"])
        let others = [HelpBridgeError.unreadableSecret("no file"), .failed("no bridge")]
        #expect(Set(([faulty] + others).map(\.code)).count == 3)
        #expect(faulty.lines.count == 2)
        #expect(others.map(\.lines) == [["no file"], ["no bridge"]])
    }
}

import Testing

@testable import HelpBridge

@Suite("Errors of the program")
struct HelpBridgeErrorTests {
    @Test("Each error of the program has a code of its own, and only a bad configuration ends it with 78")
    func codes() {
        let faulty = HelpBridgeError.invalidConfiguration(["a.yaml:1: first", "a.yaml:2: second"])
        let others = [HelpBridgeError.unreadableSecret("no file"), .failed("no bridge")]
        #expect(Set(([faulty] + others).map(\.code)).count == 3)
        #expect(faulty.exitCode.rawValue == 78 && faulty.lines.count == 2)
        #expect(others.map(\.exitCode.rawValue) == [1, 1])
        #expect(others.map(\.lines) == [["no file"], ["no bridge"]])
    }
}

import TestSupport
import Testing

@Suite("A program run beside a test", .timeLimit(.minutes(15)))
struct ChildProcessTests {
    @Test("A program run beside a test begins with no signal blocked, so that it can be asked to end")
    func signalMask() async throws {
        let child = try ChildProcess(["sed", "-n", "s/^SigBlk:[[:space:]]*//p", "/proc/self/status"])
        let mask = await child.read()
        #expect(child.waitForExit().exitCode == 0)
        #expect(mask == "0000000000000000\n")
    }
}

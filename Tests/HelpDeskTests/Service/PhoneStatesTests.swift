import Logging
import Telephony
import Testing

@testable import HelpDesk

@Suite("What the PBX says of helpers' phones")
struct PhoneStatesTests {
    private static let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    @Test("Is asked for whoever looks, and known without waiting")
    func looking() async throws {
        let policy = try DialPolicy(pattern: "^[0-9]{2,6}$")
        let pbx = SimulatedPBX(
            phones: ["200": PhoneScript(.busy), "201": PhoneScript(.offline), "202": PhoneScript(.noAnswer)],
            timeScale: 0.01, logger: Self.logger)
        let states = PhoneStates(interval: .milliseconds(1))
        #expect(states.look().isEmpty)
        let found = await withTaskGroup(of: Void.self) { group in
            group.addTask {
                await states.run(pbx, Self.logger) { ["200", "201", "202"].compactMap(policy.dialable) }
            }
            var found = states.look()
            while found.isEmpty {
                await Task.yield()
                found = states.look()
            }
            group.cancelAll()
            return found
        }
        #expect(found == ["200": .inUse, "201": .unavailable, "202": .idle])
    }
}

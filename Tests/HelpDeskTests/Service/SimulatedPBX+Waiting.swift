import HelpDesk
import Telephony

extension SimulatedPBX {
    /// Waits until something is so; it has no events to spare, since the desk reads them.
    func wait(until isSo: (SimulatedPBX) -> Bool) async throws {
        while !isSo(self) {
            try Task.checkCancellation()
            await Task.yield()
        }
    }

    /// Waits until somebody was hung up on, and nobody is left.
    func waitUntilQuiet() async throws {
        try await wait { pbx in
            pbx.snapshot == PBXSnapshot() && pbx.orders.contains { if case .hangUp = $0.order { true } else { false } }
        }
    }

    /// How many prompts were taken.
    var playedPrompts: Int {
        orders.count { if case .play = $0.order { $0.error == nil } else { false } }
    }
}

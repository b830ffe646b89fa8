/// A latch that opens once, for all who wait for it now or later.
package final class Latch: Sendable {
    private let openings = EventCount()

    package init() {}

    package var isOpen: Bool { openings.value > 0 }

    package func open() {
        openings.advance()
    }

    /// Returns once the latch is open, or if the task is cancelled.
    package func wait() async {
        if isOpen { return }
        await openings.wait(past: 0)
    }
}

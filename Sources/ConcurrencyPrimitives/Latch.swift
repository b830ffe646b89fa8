/// Opens once, for all who wait for it now or later.
package final class Latch: Sendable {
    private let openings = EventCount()

    package init() {}

    package var isOpen: Bool { openings.value > 0 }

    package func open() {
        openings.advance()
    }

    /// Returns once it is open, or when the task is cancelled.
    package func wait() async {
        if isOpen { return }
        await openings.wait(past: 0)
    }
}

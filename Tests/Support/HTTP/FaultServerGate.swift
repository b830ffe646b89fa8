import Foundation

/// Holds answers of a ``FaultServer`` back until a test opens it; then and afterwards all go through.
public final class FaultServerGate: @unchecked Sendable {  // every variable is used only under the lock
    private let lock = NSLock()
    private var isOpen = false
    private var held: [@Sendable () -> Void] = []

    public init() {}

    /// Lets everything through that is held, and what comes later.
    public func open() {
        let held = lock.withLock {
            isOpen = true
            defer { self.held = [] }
            return self.held
        }
        for pass in held { pass() }
    }

    /// Calls `pass` when the gate is open, at once or from the thread that opens it.
    func whenOpen(_ pass: @escaping @Sendable () -> Void) {
        let isOpen = lock.withLock {
            if !self.isOpen { held.append(pass) }
            return self.isOpen
        }
        if isOpen { pass() }
    }
}

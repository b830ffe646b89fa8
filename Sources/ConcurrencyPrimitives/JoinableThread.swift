import CLinux
import Foundation

/// A dedicated thread for one piece of work, such as a C library's event loop.
///
/// Its end can be awaited.
///
/// It blocks all signals, so neither `SIGPIPE` nor the program's handlers run on it. Its creator must call ``join()``
/// or ``detach()``.
package final class JoinableThread: @unchecked Sendable {  // every variable is used only under the lock
    private enum State {
        case running
        case ended
        /// Joined or detached: the thread's number may already belong to another thread.
        case released
    }

    private let lock = NSLock()
    private var state = State.running
    private var waiting: [CheckedContinuation<Void, Never>] = []
    private var thread: pthread_t?

    /// Starts a thread.
    ///
    /// - Parameters:
    ///   - name: at most 15 characters; by default the name of the thread that starts it.
    ///   - body: the thread's work.
    /// - Throws: ``SystemCallError`` if the system cannot create a thread.
    package init(name: String? = nil, _ body: @escaping @Sendable () -> Void) throws(SystemCallError) {
        let started = try Self.start(name: name) {
            body()
            self.end()
        }
        lock.withLock { thread = started }
    }

    /// Waits for the thread's end and joins it; may be called more than once.
    package func join() async {
        await withCheckedContinuation { continuation in
            let isRunning = lock.withLock {
                if state == .running { waiting.append(continuation) }
                return state == .running
            }
            if !isRunning { continuation.resume() }
        }
        // The thread has nothing left to do but return, so this does not block.
        release { pthread_join($0, nil) }
    }

    /// Detaches the thread, which then ends unattended.
    package func detach() {
        release { pthread_detach($0) }
    }

    private func release(_ action: (pthread_t) -> Int32) {
        let mine: pthread_t? = lock.withLock {
            guard state != .released else { return nil }
            state = .released
            return thread
        }
        if let mine { _ = action(mine) }
    }

    private func end() {
        let waiting = lock.withLock {
            if state == .running { state = .ended }
            defer { self.waiting = [] }
            return self.waiting
        }
        for continuation in waiting { continuation.resume() }
    }

    private static func start(
        name: String?, _ body: @escaping @Sendable () -> Void
    ) throws(SystemCallError) -> pthread_t {
        let work = Unmanaged.passRetained(ThreadWork(name: name, body: body))
        var every = sigset_t()
        var previous = sigset_t()
        sigfillset(&every)
        pthread_sigmask(SIG_SETMASK, &every, &previous)
        defer { pthread_sigmask(SIG_SETMASK, &previous, nil) }
        var thread = pthread_t()
        let code = pthread_create(&thread, nil, performWork, work.toOpaque())
        guard code == 0 else {
            work.release()
            throw SystemCallError(call: "pthread_create", code: code)
        }
        return thread
    }
}

private final class ThreadWork: Sendable {
    let name: String?
    let body: @Sendable () -> Void

    init(name: String?, body: @escaping @Sendable () -> Void) {
        self.name = name
        self.body = body
    }
}

private func performWork(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    guard let context else { return nil }
    let work = Unmanaged<ThreadWork>.fromOpaque(context).takeRetainedValue()
    if let name = work.name { clinux_name_thread(name) }
    work.body()
    return nil
}

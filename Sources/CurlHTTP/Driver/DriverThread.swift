import CCurl
import Foundation
import Glibc

/// A thread whose end can be awaited.
final class DriverThread: @unchecked Sendable {  // every variable is used only under the lock
    private enum State {
        case running
        case ended
        /// Joined or detached: the thread's number may already belong to another.
        case released
    }

    private let lock = NSLock()
    private var state = State.running
    private var waiting: [CheckedContinuation<Void, Never>] = []
    private var thread: pthread_t?

    /// Starts a thread.
    ///
    /// - Throws: ``CurlHTTPError/unavailable(_:)`` when the system gives none.
    init(name: String, _ body: @escaping @Sendable () -> Void) throws(CurlHTTPError) {
        let started = Self.start(name: name) {
            body()
            self.end()
        }
        guard let started else {
            throw .unavailable("no thread: \(String(cString: strerror(errno)))")
        }
        lock.withLock { thread = started }
    }

    /// Waits for the thread's end and joins it.
    func ended() async {
        await withCheckedContinuation { continuation in
            let isRunning = lock.withLock {
                if state == .running { waiting.append(continuation) }
                return state == .running
            }
            if !isRunning { continuation.resume() }
        }
        // The thread has nothing left to do but to return, so this does not block.
        release { pthread_join($0, nil) }
    }

    /// Lets the thread end unattended.
    func detach() {
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

    /// Starts a thread that takes no signals, so that neither `SIGPIPE` nor the program's handlers can strike there.
    ///
    /// - Parameters:
    ///   - name: The thread's name; by default that of the thread which starts it.
    ///   - body: What the thread does.
    /// - Returns: The thread, to be joined or detached, or `nil` with `errno` set.
    static func start(name: String? = nil, _ body: @escaping @Sendable () -> Void) -> pthread_t? {
        let work = Unmanaged.passRetained(Work(name: name, body: body))
        var every = sigset_t()
        var previous = sigset_t()
        sigfillset(&every)
        pthread_sigmask(SIG_SETMASK, &every, &previous)
        defer { pthread_sigmask(SIG_SETMASK, &previous, nil) }
        var thread = pthread_t()
        let code = pthread_create(&thread, nil, runWork, work.toOpaque())
        guard code == 0 else {
            work.release()
            errno = code
            return nil
        }
        return thread
    }
}

private final class Work: Sendable {
    let name: String?
    let body: @Sendable () -> Void

    init(name: String?, body: @escaping @Sendable () -> Void) {
        self.name = name
        self.body = body
    }
}

private func runWork(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    guard let context else { return nil }
    let work = Unmanaged<Work>.fromOpaque(context).takeRetainedValue()
    if let name = work.name { ccurl_name_thread(name) }
    work.body()
    return nil
}

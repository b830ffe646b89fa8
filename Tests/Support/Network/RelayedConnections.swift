import Foundation
import NIOCore

/// The connections of a ``TCPRelay``, where new ones lead, and whether anything goes through them.
final class RelayedConnections: @unchecked Sendable {  // every access to a variable is under `lock`
    private let lock = NSLock()
    private var port: Int
    private var fault: TCPRelay.Fault?
    private var channels: [any Channel] = []
    /// New connections that wait for the network's return.
    private var waiting: [EventLoopPromise<Bool>] = []

    init(to target: Int) {
        port = target
    }

    /// The port to which new connections lead.
    var target: Int {
        get { lock.withLock { port } }
        set { lock.withLock { port = newValue } }
    }

    /// - Returns: whether a new connection may be made; during a silent fault that is told at its end.
    func whenUp(on eventLoop: any EventLoop) -> EventLoopFuture<Bool> {
        lock.withLock {
            switch fault {
            case nil: return eventLoop.makeSucceededFuture(true)
            case .broken: return eventLoop.makeSucceededFuture(false)
            case .silent:
                let promise = eventLoop.makePromise(of: Bool.self)
                waiting.append(promise)
                return promise.futureResult
            }
        }
    }

    func carry(_ ends: any Channel...) {
        let fault = lock.withLock {
            channels = channels.filter(\.isActive) + ends
            return self.fault
        }
        if let fault { apply(fault, to: ends) }
    }

    func cut(_ fault: TCPRelay.Fault) {
        let (channels, waiting) = lock.withLock {
            self.fault = fault
            defer { if fault == .broken { self.waiting = [] } }
            return (self.channels, self.waiting)
        }
        apply(fault, to: channels)
        if fault == .broken { for promise in waiting { promise.succeed(false) } }
    }

    func mend() {
        let (channels, waiting) = lock.withLock {
            fault = nil
            defer { self.waiting = [] }
            return (self.channels, self.waiting)
        }
        for channel in channels {
            channel.setOption(.autoRead, value: true).whenFailure { _ in channel.close(promise: nil) }
        }
        for promise in waiting { promise.succeed(true) }
    }

    private func apply(_ fault: TCPRelay.Fault, to channels: [any Channel]) {
        for channel in channels {
            switch fault {
            case .broken: channel.close(promise: nil)
            case .silent:
                channel.setOption(.autoRead, value: false).whenFailure { _ in channel.close(promise: nil) }
            }
        }
    }
}

import ConcurrencyPrimitives
import Foundation
import HelpDesk
import Logging
import ServiceLifecycle

/// What a driver tells the help desk, and by which channels the help desk's calls go: a call to several phones of one account
/// is one channel there (``ForkedCalls``).
final class CallOutput: Sendable {
    /// How long to wait before a hang-up is ordered again that was not carried out, and how often that is done.
    private static let pause = Duration.seconds(5)
    private static let attempts = 12

    /// Unbounded: a lost event would leave a call hanging, and a call makes a few dozen at most, so that what waits
    /// here is bounded by the number of open requests.
    let events: AsyncStream<PBXEvent>
    private let output: AsyncStream<PBXEvent>.Continuation
    private let leaving: AsyncStream<ChannelID>
    private let leave: AsyncStream<ChannelID>.Continuation
    private let forks = Locked(ForkedCalls())

    init() {
        (events, output) = AsyncStream.makeStream()
        (leaving, leave) = AsyncStream.makeStream()
    }

    func tell(_ event: PBXEvent) {
        forks.withLock { forks in
            let consequence = forks.follow(event)
            if let told = consequence.told { output.yield(told) }
            for channel in consequence.hungUp { leave.yield(channel) }
        }
    }

    /// Runs a driver until its task is cancelled or a graceful shutdown begins. Calls are left alone.
    ///
    /// - Parameters:
    ///   - box: says in the end that the driver is stopped, and that it is not connected while the PBX is another bridge's.
    ///   - access: whether the driver may be connected.
    ///   - hangUp: orders one channel to be hung up.
    ///   - connection: keeps the driver connected until the task is cancelled.
    func run(
        _ box: PBXStatusBox, _ access: PBXAccess, _ logger: Logger,
        hangUp: @escaping @Sendable (ChannelID) async throws(PBXError) -> Void,
        connection: @escaping @Sendable () async -> Void
    ) async {
        defer {
            box.set(isConnected: false, detail: "stopped")
            output.finish()
        }
        await cancelWhenGracefulShutdown {
            await withDiscardingTaskGroup { group in
                group.addTask { await self.dismiss(logger, hangUp) }
                await access.whileOpen(connection) {
                    let reason = "this bridge does not have the PBX at the moment"
                    if box.value.isConnected { self.tell(.disconnected(reason: reason)) }
                    box.set(isConnected: false, detail: reason)
                }
                group.cancelAll()
            }
        }
    }

    /// The channel that a call is at the moment.
    func channel(of call: ChannelID) -> ChannelID {
        forks.withLock { $0.channel(of: call) }
    }

    /// Has a channel hung up that nobody needs any more, and goes on at once.
    func dismiss(_ channel: ChannelID) {
        leave.yield(channel)
    }

    /// Hangs up on channels that nobody needs any more, such as phones that ring on after another one has answered, until
    /// the task is cancelled.
    ///
    /// - Parameter hangUp: orders it.
    private func dismiss(_ logger: Logger, _ hangUp: @escaping @Sendable (ChannelID) async throws(PBXError) -> Void)
        async
    {
        await withDiscardingTaskGroup { group in
            for await channel in leaving {
                group.addTask {
                    for _ in 0..<Self.attempts {
                        do throws(PBXError) {
                            return try await hangUp(channel)
                        } catch .gone {
                            return self.isGone(channel)
                        } catch {
                            logger.warning(
                                "a channel that is not needed any more could not be hung up",
                                metadata: ["channel": "\(channel)", "error": "\(error)"])
                        }
                        do { try await Task.sleep(for: Self.pause) } catch { return }
                    }
                }
            }
            group.cancelAll()
        }
    }

    /// The end of a phone's channel was missed, or there never was one.
    private func isGone(_ channel: ChannelID) {
        forks.withLock { forks in
            if let end = forks.gone(channel) { output.yield(end) }
        }
    }

    /// Rings all phones of a call.
    ///
    /// - Parameters:
    ///   - call: what the help desk calls it.
    ///   - addresses: what is dialled, one for each phone.
    ///   - ring: rings one of them.
    /// - Throws: what the PBX has said, when it has rung none.
    func ring(
        _ call: ChannelID, _ addresses: [String],
        _ ring: (String, ChannelID) async throws(PBXError) -> Void
    ) async throws(PBXError) {
        let branches = ForkedCalls.branches(of: call, count: addresses.count)
        // Before the orders: the events may be quicker than the answers to them.
        forks.withLock { $0.begin(call, branches, at: Date()) }
        var refusals: [(ChannelID, PBXError)] = []
        var isRung = false
        for (address, branch) in zip(addresses, branches) {
            do {
                try await ring(address, branch)
                isRung = true
            } catch {
                // It may ring all the same: its end will be told, or it is found when the events are back.
                if case .unanswered = error { isRung = true } else { refusals.append((branch, error)) }
            }
        }
        guard isRung || refusals.isEmpty else {
            forks.withLock { $0.forget(call) }
            throw refusals[0].1
        }
        for (branch, error) in refusals {
            forks.withLock { forks in
                if let end = forks.refused(branch, error == .offline ? .offline : .failed) { output.yield(end) }
            }
        }
    }

    /// Hangs up on all phones of a call.
    ///
    /// - Throws: `PBXError.gone` when none is there any more; else what was said of one that could not be hung up.
    func hangUp(
        _ call: ChannelID, _ hangUp: (ChannelID) async throws(PBXError) -> Void
    ) async throws(PBXError) {
        var refusal: PBXError?
        var isDone = false
        for channel in forks.withLock({ $0.channels(of: call) }) {
            do {
                try await hangUp(channel)
                isDone = true
            } catch {
                if error != .gone || refusal == nil { refusal = error }
                if error == .gone { isGone(channel) }
            }
        }
        guard let refusal, !(refusal == .gone && isDone) else { return }
        if refusal == .gone { forks.withLock { $0.forget(call) } }
        throw refusal
    }
}

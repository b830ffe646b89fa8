import ConcurrencyPrimitives
import Foundation
import HelpDesk
import Logging
import ServiceLifecycle

/// The events of a driver for the help desk, and the channels of the help desk's calls: a call to several phones of one
/// account is one channel there (``ForkedCalls``).
final class CallOutput: Sendable {
    /// The pause before a hang-up that was not carried out is ordered again, and the number of attempts.
    private static let pause = Duration.seconds(5)
    private static let attempts = 12

    /// Unbounded: a lost event would leave a call hanging, and a call causes a few dozen events at most, so that the
    /// buffer is bounded by the number of open requests.
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

    /// Runs a driver until its task is cancelled or a graceful shutdown begins.
    ///
    /// Calls are not affected.
    ///
    /// - Parameters:
    ///   - box: reports that the driver is stopped at the end, and not connected while another bridge owns the PBX.
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

    /// Returns the current channel of a call.
    func channel(of call: ChannelID) -> ChannelID {
        forks.withLock { $0.channel(of: call) }
    }

    /// Schedules the hang-up of a channel that is no longer needed, and returns at once.
    func dismiss(_ channel: ChannelID) {
        leave.yield(channel)
    }

    /// Hangs up on channels that are no longer needed, such as phones that keep ringing after another phone answered,
    /// until the task is cancelled.
    ///
    /// - Parameter hangUp: orders one channel to be hung up.
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

    /// Handles a phone's channel whose end was missed, or which never existed.
    private func isGone(_ channel: ChannelID) {
        forks.withLock { forks in
            if let end = forks.gone(channel) { output.yield(end) }
        }
    }

    /// Rings all phones of a call.
    ///
    /// - Parameters:
    ///   - call: the help desk's channel of the call.
    ///   - addresses: the dial strings, one for each phone.
    ///   - ring: rings one phone.
    /// - Throws: the PBX's error, if no phone is rung.
    func ring(
        _ call: ChannelID, _ addresses: [String],
        _ ring: (String, ChannelID) async throws(PBXError) -> Void
    ) async throws(PBXError) {
        let branches = ForkedCalls.branches(of: call, count: addresses.count)
        // Before the orders: events may arrive before the answers to them.
        forks.withLock { $0.begin(call, branches, at: Date()) }
        var refusals: [(ChannelID, PBXError)] = []
        var isRung = false
        for (address, branch) in zip(addresses, branches) {
            do {
                try await ring(address, branch)
                isRung = true
            } catch {
                // It may ring anyway: its end will be reported, or it is found when the events are back.
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
    /// - Throws: `PBXError.gone` if none is left; otherwise the error for a phone that could not be hung up.
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

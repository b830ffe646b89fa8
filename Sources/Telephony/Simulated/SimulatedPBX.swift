import Foundation
public import HelpDesk
public import Logging
public import ServiceLifecycle

/// A PBX in this process, with scripted phones: for the demo, and for tests.
///
/// It keeps Asterisk's rules and its order of events. Like any PBX it has to be run; from then on it is connected.
public final class SimulatedPBX: PBX, PBXStatusProvider, Service, @unchecked Sendable {
    // `exchange`, `schedule`, `alarm`, `records` and `fault` are touched under `lock` only; everything else is constant.

    /// What happens, in order; ends when ``run()`` returns. Unbounded, like that of a real PBX.
    public let events: AsyncStream<PBXEvent>

    public let access: PBXAccess
    private let output: AsyncStream<PBXEvent>.Continuation
    private let waits: AsyncStream<Duration>
    private let planner: AsyncStream<Duration>.Continuation
    private let clock: any Clock<Duration>
    /// The time since the start, by `clock`.
    let elapsed: @Sendable () -> Duration
    private let timeScale: Double
    let box = PBXStatusBox("the simulated PBX has not started yet")
    private let logger: Logger
    let lock = NSLock()
    var exchange: SimulatedExchange
    private var schedule = SimulatedSchedule()
    /// The soonest moment for which somebody waits already.
    private var alarm: Duration?
    private(set) var records: [SimulatedOrderRecord] = []
    var fault: (@Sendable (SimulatedOrder) -> SimulatedFault?)?

    /// The log of orders keeps the newest of them, up to twice this many.
    private static let recordLimit = 5000

    /// - Parameters:
    ///   - phones: The phones by extension.
    ///   - unknownPhone: What every other extension does; by default it is not registered.
    ///   - clock: Measures the time in which the phones act.
    ///   - timeScale: Multiplies every delay: 0.01 makes a ringing of 20 seconds last 200 milliseconds.
    ///   - access: Whether it may be followed and given orders.
    ///   - logger: Gets the story of every call at level `info`.
    public init(
        phones: [String: PhoneScript] = [:], unknownPhone: PhoneScript = .offline,
        clock: any Clock<Duration> = ContinuousClock(), timeScale: Double = 1,
        access: PBXAccess = PBXAccess(), logger: Logger
    ) {
        self.access = access
        exchange = SimulatedExchange(phones: phones, fallback: unknownPhone)
        self.clock = clock
        self.timeScale = timeScale
        self.logger = logger
        (events, output) = AsyncStream.makeStream()
        (waits, planner) = AsyncStream.makeStream()
        elapsed = Self.stopwatch(clock)
    }

    private static func stopwatch<C: Clock<Duration>>(_ clock: C) -> @Sendable () -> Duration {
        let start = clock.now
        return { start.duration(to: clock.now) }
    }

    public var status: PBXStatus { box.value }

    public var supportsCoaching: Bool { true }

    /// Lets the phones act until the task is cancelled or a graceful shutdown begins.
    public func run() async throws {
        let isShared = !access.isOpen
        if !isShared { reconnect() }
        await cancelWhenGracefulShutdown {
            await withDiscardingTaskGroup { group in
                if isShared {
                    group.addTask {
                        await self.access.whileOpen {
                            self.reconnect()
                        } closed: {
                            self.disconnect(reason: "another bridge has taken the PBX over")
                        }
                    }
                }
                for await due in self.waits {
                    group.addTask { await self.wait(until: due) }
                }
                group.cancelAll()
            }
        }
        box.set(isConnected: false, detail: "stopped")
        output.finish()
    }

    private func wait(until due: Duration) async {
        // A wait that is cancelled belongs to a simulation that is over.
        guard (try? await clock.sleep(for: max(.zero, due - elapsed()))) != nil else { return }
        lock.withLock {
            if alarm == due { alarm = nil }
            while let entry = schedule.removeFirst(dueBy: due) {
                tell(exchange.happen(entry.event), at: entry.due)
            }
            plan()
        }
    }

    /// Has somebody wait for what happens next, and for nothing else: there may be thousands of calls.
    private func plan() {
        guard let next = schedule.next, alarm.map({ next < $0 }) ?? true else { return }
        alarm = next
        planner.yield(next)
    }

    /// Changes the exchange and tells what follows; under the lock, so that events keep the order of the changes.
    func change(_ body: (inout SimulatedExchange) -> SimulatedExchange.Effects) {
        lock.withLock { publish(body(&exchange), at: elapsed()) }
    }

    func publish(_ effects: SimulatedExchange.Effects, at moment: Duration) {
        tell(effects, at: moment)
        plan()
    }

    private func tell(_ effects: SimulatedExchange.Effects, at moment: Duration) {
        for event in effects.events { output.yield(event) }
        for delayed in effects.later {
            let due = moment + delayed.delay * timeScale
            schedule.add(SimulatedSchedule.Entry(due: due, event: delayed.event))
        }
        for line in effects.summary { logger.info("phone \(line.phone) \(line.what)") }
    }

    func carryOut(_ order: SimulatedOrder) throws(PBXError) {
        let result: Result<Void, PBXError> = lock.withLock {
            guard access.isOpen else { return .failure(.notConnected) }
            let fault = fault?(order)
            var outcome = Result<Void, PBXError>.success(())
            if case .refuses(let error)? = fault {
                outcome = .failure(error)
            } else {
                do throws(PBXError) {
                    publish(try exchange.carryOut(order), at: elapsed())
                    if fault == .losesAnswer { outcome = .failure(.unanswered("the answer was lost")) }
                } catch {
                    outcome = .failure(error)
                }
            }
            record(order, outcome)
            return outcome
        }
        try result.get()
    }

    private func record(_ order: SimulatedOrder, _ outcome: Result<Void, PBXError>) {
        var record = SimulatedOrderRecord(order: order)
        if case .failure(let error) = outcome { record.error = error }
        records.append(record)
        if records.count > 2 * Self.recordLimit { records.removeFirst(Self.recordLimit) }
    }
}

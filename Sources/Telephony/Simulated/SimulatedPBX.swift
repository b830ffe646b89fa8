import ConcurrencyPrimitives
public import HelpDesk
public import Logging
public import ServiceLifecycle

/// A PBX in this process, with scripted phones: for the demo, and for tests.
///
/// It follows Asterisk's rules and its order of events. Like any PBX it must be run; from then on it is connected.
public final class SimulatedPBX: PBX, PBXStatusProvider, Service {
    struct State {
        var exchange: SimulatedExchange
        var schedule = SimulatedSchedule()
        /// The earliest time that a task already waits for.
        var alarm: Duration?
        var records: [SimulatedOrderRecord] = []
        var fault: (@Sendable (SimulatedOrder) -> SimulatedFault?)?
    }

    /// The events in order; ends when ``run()`` returns.
    ///
    /// Unbounded, like the events of a real PBX.
    public let events: AsyncStream<PBXEvent>

    public let access: PBXAccess
    private let output: AsyncStream<PBXEvent>.Continuation
    private let waits: AsyncStream<Duration>
    private let planner: AsyncStream<Duration>.Continuation
    private let clock: any Clock<Duration>
    /// The time since the start, by `clock`.
    private let elapsed: @Sendable () -> Duration
    private let timeScale: Double
    let box = PBXStatusBox("the simulated PBX has not started yet")
    private let logger: Logger
    let state: Locked<State>

    /// - Parameters:
    ///   - phones: The phones by extension.
    ///   - unknownPhone: The script of every other extension; by default it is not registered.
    ///   - clock: The clock of the phones.
    ///   - timeScale: Multiplies every delay: 0.01 makes a ringing of 20 seconds last 200 milliseconds.
    ///   - access: Whether it may be followed and given orders.
    ///   - logger: Logs the course of every call at level `info`.
    public init(
        phones: [String: PhoneScript] = [:], unknownPhone: PhoneScript = .offline,
        clock: any Clock<Duration> = ContinuousClock(), timeScale: Double = 1,
        access: PBXAccess = PBXAccess(), logger: Logger
    ) {
        self.access = access
        state = Locked(State(exchange: SimulatedExchange(phones: phones, fallback: unknownPhone)))
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

    /// Runs the phones until the task is cancelled or a graceful shutdown begins.
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
        // A cancelled wait belongs to a simulation that is over.
        guard (try? await clock.sleep(for: max(.zero, due - elapsed()))) != nil else { return }
        state.withLock { state in
            if state.alarm == due { state.alarm = nil }
            while let entry = state.schedule.removeFirst(dueBy: due) {
                tell(state.exchange.happen(entry.event), at: entry.due, &state)
            }
            plan(&state)
        }
    }

    /// Schedules a wait for the next event, and for nothing else: there may be thousands of calls.
    private func plan(_ state: inout State) {
        guard let next = state.schedule.next, state.alarm.map({ next < $0 }) ?? true else { return }
        state.alarm = next
        planner.yield(next)
    }

    /// Changes the exchange and reports the consequences; under the lock, so that events keep the order of the changes.
    func change(_ body: (inout SimulatedExchange) -> SimulatedExchange.Effects) {
        state.withLock { state in publish(body(&state.exchange), &state) }
    }

    func publish(_ effects: SimulatedExchange.Effects, _ state: inout State) {
        tell(effects, at: elapsed(), &state)
        plan(&state)
    }

    private func tell(_ effects: SimulatedExchange.Effects, at moment: Duration, _ state: inout State) {
        for event in effects.events { output.yield(event) }
        for delayed in effects.later {
            state.schedule.add(delayed.event, due: moment + delayed.delay * timeScale)
        }
        for line in effects.summary { logger.info("phone \(line.phone) \(line.what)") }
    }

    func carryOut(_ order: SimulatedOrder) throws(PBXError) {
        let result: Result<Void, PBXError> = state.withLock { state in
            guard access.isOpen else { return .failure(.notConnected) }
            let fault = state.fault?(order)
            var outcome = Result<Void, PBXError>.success(())
            if case .refuses(let error)? = fault {
                outcome = .failure(error)
            } else {
                do throws(PBXError) {
                    publish(try state.exchange.carryOut(order), &state)
                    if fault == .losesAnswer { outcome = .failure(.unanswered("the answer was lost")) }
                } catch {
                    outcome = .failure(error)
                }
            }
            state.record(order, outcome)
            return outcome
        }
        try result.get()
    }
}

extension SimulatedPBX.State {
    /// The limit of the log of orders, which keeps the newest orders, up to twice this many.
    private static let recordLimit = 5000

    fileprivate mutating func record(_ order: SimulatedOrder, _ outcome: Result<Void, PBXError>) {
        var record = SimulatedOrderRecord(order: order)
        if case .failure(let error) = outcome { record.error = error }
        records.append(record)
        if records.count > 2 * Self.recordLimit { records.removeFirst(Self.recordLimit) }
    }
}

import Foundation
public import HelpDesk
public import Logging
public import ServiceLifecycle

/// A PBX in this process, with scripted phones: for the demo, and for tests.
///
/// It keeps Asterisk's rules and its order of events. Like any PBX it has to be run; from then on it is connected.
public final class SimulatedPBX: PBX, PBXStatusProvider, Service, @unchecked Sendable {
    // `exchange`, `agenda`, `alarm`, `records` and `fault` are touched under `lock` only; everything else is constant.

    /// What happens, in order; ends when ``run()`` returns. Unbounded, like that of a real PBX.
    public let events: AsyncStream<PBXEvent>

    private let output: AsyncStream<PBXEvent>.Continuation
    private let waits: AsyncStream<Duration>
    private let planner: AsyncStream<Duration>.Continuation
    private let clock: any Clock<Duration>
    /// The time since the start, by `clock`.
    private let elapsed: @Sendable () -> Duration
    private let timeScale: Double
    private let box = PBXStatusBox("the simulated PBX has not started yet")
    private let logger: Logger
    let lock = NSLock()
    var exchange: SimulatedExchange
    private var agenda = SimulatedAgenda()
    /// The soonest moment for which somebody waits already.
    private var alarm: Duration?
    private var records: [SimulatedOrderRecord] = []
    private var fault: (@Sendable (SimulatedOrder) -> SimulatedFault?)?

    /// The log of orders keeps the newest of them, up to twice this many.
    private static let recordLimit = 5000

    /// - Parameters:
    ///   - phones: The phones by extension.
    ///   - unknownPhone: What every other extension does; by default it is not registered.
    ///   - clock: Measures the time in which the phones act.
    ///   - timeScale: Multiplies every delay: 0.01 makes a ringing of 20 seconds last 200 milliseconds.
    ///   - logger: Gets the story of every call at level `info`.
    public init(
        phones: [String: PhoneScript] = [:], unknownPhone: PhoneScript = .offline,
        clock: any Clock<Duration> = ContinuousClock(), timeScale: Double = 1, logger: Logger
    ) {
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
        reconnect()
        await cancelWhenGracefulShutdown {
            await withDiscardingTaskGroup { group in
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
            while let entry = agenda.removeFirst(dueBy: due) {
                tell(exchange.happen(entry.happening), at: entry.due)
            }
            plan()
        }
    }

    /// Has somebody wait for what happens next, and for nothing else: there may be thousands of calls.
    private func plan() {
        guard let next = agenda.next, alarm.map({ next < $0 }) ?? true else { return }
        alarm = next
        planner.yield(next)
    }

    /// Changes the exchange and tells what follows; under the lock, so that events keep the order of the changes.
    private func change(_ body: (inout SimulatedExchange) -> SimulatedExchange.Effects) {
        lock.withLock { publish(body(&exchange), at: elapsed()) }
    }

    private func publish(_ effects: SimulatedExchange.Effects, at moment: Duration) {
        tell(effects, at: moment)
        plan()
    }

    private func tell(_ effects: SimulatedExchange.Effects, at moment: Duration) {
        for event in effects.events { output.yield(event) }
        for delayed in effects.later {
            let due = moment + delayed.delay * timeScale
            agenda.add(SimulatedAgenda.Entry(due: due, happening: delayed.happening))
        }
        for line in effects.story { logger.info("phone \(line.phone) \(line.what)") }
    }

    func carryOut(_ order: SimulatedOrder) throws(PBXError) {
        let result: Result<Void, PBXError> = lock.withLock {
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

/// The strings behind the puppets.
extension SimulatedPBX {
    /// The orders so far, oldest first.
    public var orders: [SimulatedOrderRecord] { lock.withLock { records } }

    /// How the world stands.
    public var snapshot: PBXSnapshot { lock.withLock { exchange.snapshot } }

    /// How often each phone was rung.
    public var ringCounts: [String: Int] { lock.withLock { exchange.ringCounts } }

    /// Whether a channel hears the ringing tone.
    public func hearsRinging(_ channel: ChannelID) -> Bool {
        lock.withLock { exchange.hearsRinging(channel) }
    }

    /// Changes what a phone does from its next call on.
    public func setPhone(_ number: String, _ script: PhoneScript) {
        lock.withLock { exchange.phones[number] = script }
    }

    /// Names prompts, by digest, whose playing fails.
    public func setUnplayable(_ digests: Set<String>) {
        lock.withLock { exchange.unplayable = digests }
    }

    /// Lets orders go wrong; `nil` ends that.
    ///
    /// - Parameter fault: Is asked about every order. It must not call this PBX.
    public func setFault(_ fault: (@Sendable (SimulatedOrder) -> SimulatedFault?)?) {
        lock.withLock { self.fault = fault }
    }

    /// Somebody answers the phone, if it is being rung.
    public func answer(phone number: String) {
        change { $0.phone(number) { .answer($0) } }
    }

    /// Somebody hangs the phone up, or declines the call if it is still ringing.
    public func hangUp(phone number: String) {
        change { exchange in
            let states = exchange.snapshot.channels
            return exchange.phone(number) { .end($0, states[$0.channel] == .answered ? .normal : .declined) }
        }
    }

    /// Somebody dials a code on their phone.
    ///
    /// - Returns: their call, which rings until it is answered.
    @discardableResult
    public func dial(_ code: String, phone number: String) -> ChannelID {
        lock.withLock {
            let (channel, effects) = exchange.dial(code, from: number)
            publish(effects, at: elapsed())
            return channel
        }
    }

    /// Lets a phone that somebody else rings send its call elsewhere, which does not concern us.
    ///
    /// - Returns: the channel that rings there.
    @discardableResult
    public func forward(to number: String) -> ChannelID {
        lock.withLock {
            let (successor, effects) = exchange.forward(to: number)
            publish(effects, at: elapsed())
            return successor
        }
    }

    /// Lets a phone have a call with a customer, which does not concern us.
    ///
    /// - Returns: the phone's channel in it.
    @discardableResult
    public func beginLiveCall(phone number: String) -> ChannelID {
        lock.withLock { exchange.beginLiveCall(of: number) }
    }

    /// The customer hangs up.
    public func endLiveCall(phone number: String) {
        change { $0.endLiveCall(of: number) }
    }

    /// Whether a phone is in a call with a customer.
    public func hasLiveCall(phone number: String) -> Bool {
        lock.withLock { exchange.liveCall(of: number) != nil }
    }

    /// Somebody presses a key during a call.
    public func press(_ key: Character, phone number: String) {
        change { $0.press(key, phone: number) }
    }

    /// Somebody sends the call that they have to another phone, and leaves it.
    public func transfer(phone number: String, to successor: String) {
        change { $0.transfer(phone: number, to: successor) }
    }

    /// Cuts the event stream: events are lost from here on, calls go on, and who answers now is dropped.
    public func disconnect(reason: String = "cut by the script") {
        lock.withLock {
            publish(exchange.disconnect(reason: reason), at: elapsed())
            box.set(isConnected: false, detail: reason)
        }
    }

    /// Opens the event stream again.
    public func reconnect() {
        lock.withLock {
            publish(exchange.connect(), at: elapsed())
            box.set(isConnected: true, detail: "simulated")
        }
    }
}

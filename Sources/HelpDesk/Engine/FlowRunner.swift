import Foundation

/// Runs one flow: events in, the machine decides, its actions are carried out.
///
/// Events are handled one after the other, and nothing that is carried out holds them up.
final class FlowRunner<Machine: FlowMachine>: Sendable {
    private typealias Work = FlowWork<Machine.Event>

    private enum Item: Sendable {
        case event(Machine.Event)
        /// Something that is awaited is done.
        case done(Machine.Event?)
        case closed
    }

    private let id: CallID
    private let clock: RequestClock
    private let router: EventRouter
    private let deadlines: Deadlines
    private let items: AsyncStream<Item>
    private let queue: AsyncStream<Item>.Continuation

    /// - Parameters:
    ///   - id: under which its events find it.
    ///   - clock: its time.
    ///   - router: where it is registered; it is closed there when it has ended.
    ///   - deadlines: which wake it.
    init(_ id: CallID, clock: RequestClock, router: EventRouter, deadlines: Deadlines) {
        self.id = id
        self.clock = clock
        self.router = router
        self.deadlines = deadlines
        // It has no bounds: an event that is dropped would leave a phone ringing, and a flow has some dozens.
        (items, queue) = AsyncStream.makeStream()
    }

    func post(_ event: Machine.Event) {
        queue.yield(.event(event))
    }

    /// What has come is still handled.
    func close() {
        queue.yield(.closed)
    }

    /// Runs until the machine has ended or the runner is closed.
    ///
    /// Then every order is still carried out and what is awaited is waited for, but nothing else.
    ///
    /// - Parameters:
    ///   - machine: as it begins.
    ///   - actions: what it has decided already.
    ///   - work: how an action is carried out, decided in the machine's state of that moment.
    ///   - changed: is told of the state after every event.
    /// - Returns: the machine's last state.
    func run(
        _ machine: Machine, beginningWith actions: [Machine.Action],
        work: (Machine.Action, Machine) -> FlowWork<Machine.Event>, changed: (Machine) -> Void = { _ in }
    ) async -> Machine {
        let (orders, orderQueue) = AsyncStream.makeStream(of: Work.Operation.self)
        async let ordersCarriedOut: Void = carryOut(orders)
        let last = await withDiscardingTaskGroup(returning: Machine.self) { group in
            var machine = machine
            var awaited = 0

            func perform(_ actions: [Machine.Action]) {
                for action in actions {
                    switch work(action, machine) {
                    case .inTurn(let operation): orderQueue.yield(operation)
                    case .beside(let operation): group.addTask { await self.post(operation) }
                    case .awaited(let operation):
                        awaited += 1
                        group.addTask { self.queue.yield(.done(await operation())) }
                    }
                }
                setDeadline(of: machine)
                if machine.isEnded, awaited == 0 { router.close(id) }
            }

            func handle(_ event: Machine.Event) {
                let actions = machine.handle(event, at: clock.now())
                changed(machine)
                perform(actions)
            }

            perform(actions)
            var isClosed = false
            for await item in items {
                switch item {
                case .event(let event): if !isClosed { handle(event) }
                case .done(let event):
                    awaited -= 1
                    if let event { handle(event) } else { perform([]) }
                case .closed: isClosed = true
                }
                if isClosed, awaited == 0 { break }
            }
            // What comes from now on is not even kept.
            queue.finish()
            group.cancelAll()
            return machine
        }
        orderQueue.finish()
        await ordersCarriedOut
        router.close(id)
        deadlines.remove(id)
        return last
    }

    private func carryOut(_ orders: AsyncStream<FlowWork<Machine.Event>.Operation>) async {
        for await order in orders { await post(order) }
    }

    private func post(_ operation: FlowWork<Machine.Event>.Operation) async {
        if let event = await operation() { post(event) }
    }

    private func setDeadline(of machine: Machine) {
        if let deadline = machine.deadline {
            deadlines.set(clock.instant(of: deadline), for: id)
        } else {
            deadlines.remove(id)
        }
    }
}

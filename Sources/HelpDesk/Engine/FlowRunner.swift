import Foundation

/// The runner of one flow, which passes events to its machine and carries out the actions that the machine returns.
///
/// Events are handled one at a time, and actions in progress do not delay them.
final class FlowRunner<Machine: FlowMachine>: Sendable {
    private typealias Work = FlowWork<Machine.Event>

    private enum Item: Sendable {
        case event(Machine.Event)
        /// An awaited action is done.
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
    ///   - id: the flow's id.
    ///   - clock: the flow's clock.
    ///   - router: the router that the flow is registered in; the flow is closed there once it has ended.
    ///   - deadlines: the timer for the flow's deadlines.
    init(_ id: CallID, clock: RequestClock, router: EventRouter, deadlines: Deadlines) {
        self.id = id
        self.clock = clock
        self.router = router
        self.deadlines = deadlines
        // Unbounded: a dropped event would leave a phone ringing, and a flow receives only a few dozen.
        (items, queue) = AsyncStream.makeStream()
    }

    func post(_ event: Machine.Event) {
        queue.yield(.event(event))
    }

    /// Notifies the machine that its deadline has passed.
    func tick() {
        post(Machine.tick)
    }

    /// Closes the runner; events already queued are still handled.
    func close() {
        queue.yield(.closed)
    }

    /// Runs until the machine has ended or the runner is closed.
    ///
    /// Orders already given are still carried out, and awaited actions are still waited for.
    ///
    /// - Parameters:
    ///   - machine: the machine in its first state.
    ///   - actions: the actions that the machine has already returned.
    ///   - work: returns how to carry out an action, given the machine's current state.
    ///   - changed: called with the machine's state after every event.
    /// - Returns: the machine in its last state.
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
                    case .done(let event): if let event { follow(event) }
                    case .inTurn(let operation): orderQueue.yield(operation)
                    case .beside(let operation): group.addTask { await self.post(operation) }
                    case .awaited(let operation):
                        awaited += 1
                        group.addTask { self.queue.yield(.done(await operation())) }
                    }
                }
            }

            func follow(_ event: Machine.Event) {
                let actions = machine.handle(event, at: clock.now())
                changed(machine)
                perform(actions)
            }

            func settle() {
                setDeadline(of: machine)
                if machine.isEnded, awaited == 0 { router.close(id) }
            }

            perform(actions)
            settle()
            var isClosed = false
            for await item in items {
                switch item {
                case .event(let event): if !isClosed { follow(event) }
                case .done(let event):
                    awaited -= 1
                    if let event { follow(event) }
                case .closed: isClosed = true
                }
                settle()
                if isClosed, awaited == 0 { break }
            }
            // Later events are dropped.
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

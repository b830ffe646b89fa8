import Logging

/// Runs the flow of one request: events in, a commit, then the orders.
///
/// Events are handled one after the other, and neither the disk nor the PBX holds them up: what has been decided is stored
/// beside them, the newest state each time, and orders go out in their order as soon as they may. Lookups and prompts run
/// beside all of it.
actor HelpRequestSession: EventReceiver {
    nonisolated let place: WaitingLine.Place
    /// The operator's extension.
    nonisolated let caller: String
    nonisolated let secondPress: Route.SecondPress
    private nonisolated let foreignChannels: [ChannelID]
    nonisolated let clock: RequestClock
    nonisolated let desk: HelpDeskContext
    /// The id of the HTTP request that it came with.
    private nonisolated let origin: Logger.MetadataValue?

    private nonisolated let events: AsyncStream<QueuedEvent>
    private nonisolated let eventQueue: AsyncStream<QueuedEvent>.Continuation
    let orders: AsyncStream<CallFlow.Action>
    private let orderQueue: AsyncStream<CallFlow.Action>.Continuation
    /// That there is something to store.
    let changes: AsyncStream<Void>
    private let change: AsyncStream<Void>.Continuation

    private(set) var flow: CallFlow
    private var begun: [CallFlow.Action]
    var ledger = OrderLedger()
    private var phones: RequestPhones
    /// Whoever waits for an answer until what they have asked for is stored.
    var replies: [(version: Int, reply: Reply)] = []

    /// - Parameters:
    ///   - flow: as it is stored, or about to be.
    ///   - actions: what it has already decided to do.
    init(_ flow: CallFlow, actions: [CallFlow.Action], desk: HelpDeskContext) {
        self.flow = flow
        self.desk = desk
        begun = actions
        origin = Logger.current[metadataKey: HelpRequestJournal.originKey]
        place = WaitingLine.Place(flow.request)
        caller = flow.caller.extension
        secondPress = flow.route.secondPress
        foreignChannels = flow.foreignChannels
        clock = RequestClock(since: flow.request.updatedAt, source: desk.clock)
        phones = RequestPhones(place: place, shared: desk.phones)
        (events, eventQueue) = AsyncStream.makeStream()
        (orders, orderQueue) = AsyncStream.makeStream()
        (changes, change) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    nonisolated var id: HelpRequestID { place.id }
    nonisolated var logger: Logger { desk.logger(for: id, from: origin) }

    /// Lets events find the request.
    ///
    /// - Returns: `false` once the bridge is stopping.
    nonisolated func register() -> Bool {
        desk.router.open(id, self, adopting: foreignChannels)
    }

    /// Commits the request as it begins.
    ///
    /// - Parameter key: committed with it.
    func insert(recording key: IdempotencyKey?) async throws -> HelpRequest {
        let request = flow.request
        try await desk.ports.store.insert(flow, idempotency: key.map { IdempotencyRecord($0, snapshot: request) })
        HelpRequestJournal(logger: logger).accepted(request, isDialled: flow.isDialled)
        return request
    }

    nonisolated func receive(_ queued: QueuedEvent) {
        var queued = queued
        if case .reconciled(var snapshot) = queued.event {
            snapshot.takenAt = clock.time(of: snapshot.takenAt)
            queued.event = .reconciled(snapshot)
        }
        eventQueue.yield(queued)
    }

    /// What has come is still handled.
    nonisolated func close() {
        eventQueue.finish()
    }

    /// Runs until the request has ended and that is stored, or until the bridge stops.
    ///
    /// Then everything that was ordered is carried out, but nobody waits for what is only asked or made.
    func run() async {
        async let isCarriedOut: Void = carryOutOrders()
        async let isStored: Void = keepStored()
        await withDiscardingTaskGroup { jobs in
            begin(&jobs)
            for await queued in events { handle(queued, &jobs) }
            jobs.cancelAll()
        }
        ledger.hurry()
        change.yield()
        change.finish()
        await isStored
        orderQueue.finish()
        await isCarriedOut
        leave()
    }

    /// Carries out what was decided before the request was stored for the first time.
    private func begin(_ jobs: inout DiscardingTaskGroup) {
        phones.adopt(flow.ringingHelpers)
        let actions = ledger.enter(begun, of: flow)
        begun = []
        perform(actions + ledger.stored(ledger.version, of: flow), &jobs)
        arm()
    }

    private func handle(_ queued: QueuedEvent, _ jobs: inout DiscardingTaskGroup) {
        switch queued.event {
        case .storable where ledger.isFailing:
            // Somebody else's transition was stored.
            ledger.hurry()
        case .tick where flow.isEnded:
            break
        default:
            let refusal = flow.refusal(of: queued.event)
            perform(follow(queued.event), &jobs)
            if let reply = queued.reply { answer(reply, refusal) }
        }
        arm()
        change.yield()
    }

    /// - Returns: what is to be done at once.
    func follow(_ event: CallFlow.Event) -> [CallFlow.Action] {
        guard !flow.isEnded else { return flow.handle(event, at: clock.now()) }
        let before = flow
        let actions = flow.handle(event, at: clock.now())
        HelpRequestJournal(logger: logger).note(flow.request, after: before.request)
        if flow.awaitedHelpers != before.awaitedHelpers { desk.line.update(place, helpers: flow.awaitedHelpers) }
        if flow.isClosing, !before.isClosing { announceEnd() }
        phones.follow(flow, after: event).forEach(admit)
        // What neither leads to an order nor shows is written with the next transition. Lost in a crash, it leaves an order
        // in doubt, and doubt is settled by asking the PBX.
        guard !actions.isEmpty || flow.request != before.request || flow.legsKeptBack != before.legsKeptBack else {
            return []
        }
        return ledger.enter(actions, of: flow)
    }

    private func perform(_ actions: [CallFlow.Action], _ jobs: inout DiscardingTaskGroup) {
        for action in actions {
            switch action {
            case .lookUp:
                let finder = LadderFinder(flow, desk: desk)
                jobs.addTask { await self.lookUp(finder) }
            case .prepare(let kind, let values):
                let prompt = PromptOrder(kind, values, for: flow)
                jobs.addTask { await self.prepare(prompt) }
            default: order(action)
            }
        }
    }

    /// Hands an order over, unless too many phones ring for it.
    func order(_ action: CallFlow.Action) {
        if case .originate(let ring) = action, flow.helperPosition(ring.channel) != nil, !phones.mayRing(ring.channel) {
            // Nothing but orders comes of it.
            follow(.withheld(ring.channel)).forEach(order)
            change.yield()
        } else {
            orderQueue.yield(action)
        }
    }

    /// A phone of this or another request may ring now.
    private func admit(_ turn: RingingPhones.Turn) {
        guard !desk.router.post(.admitted(turn.channel), to: turn.place.id) else { return }
        desk.phones.silence([turn.channel]).forEach(admit)
    }

    private func answer(_ reply: Reply, _ refusal: CallFlow.Refusal?) {
        if let refusal {
            reply.give(.refused(refusal))
        } else if ledger.isStored {
            reply.give(.followed(flow.request))
        } else {
            replies.append((ledger.version, reply))
        }
    }

    /// The operator may make another request.
    private func announceEnd() {
        desk.history.learn(flow.request)
        desk.openRequests.closed(id, of: caller)
    }

    func arm() {
        let next = [flow.deadline, ledger.retryAt].compactMap(\.self).min()
        if let next { desk.deadlines.set(clock.instant(of: next), for: id) } else { desk.deadlines.remove(id) }
    }

    func leave() {
        desk.router.close(id)
        desk.deadlines.remove(id)
        desk.line.update(place, helpers: [])
        phones.leave().forEach(admit)
        desk.storage.left(id)
    }
}

import Foundation
import Logging

/// The call flow of one help request, and how much of it is on disk: nobody is rung or joined before the transition that
/// decided it is stored.
///
/// While the newest state is being stored, the flow goes on; what it decides meanwhile is stored after that. What nobody
/// waits for is stored a moment later, with what comes until then.
struct StoredCallFlow: FlowMachine {
    enum Event: Sendable {
        /// - Parameter reply: where the answer goes.
        case call(CallFlow.Event, reply: Reply?)
        /// This version is on disk.
        case stored(version: Int)
        case notStored(any Error)
        /// The bridge stops: if the newest version is not stored, it is tried once more.
        case closing
    }

    enum Action: Sendable {
        case call(CallFlow.Action)
        case store(CallFlow, version: Int)
        /// Somebody has changed the mode by the keys of their phone.
        case note(ModeChange)
    }

    static var tick: Event { .call(.tick, reply: nil) }

    private(set) var flow: CallFlow
    private let place: WaitingLine.Place
    private let context: HelpDeskContext
    private let logger: Logger
    private var pendingOrders = PendingOrders()
    private var isStoring = false
    private var phones: RequestPhones
    /// Replies that wait until what was asked for is stored.
    private var replies: [(version: Int, reply: Reply)] = []

    init(_ flow: CallFlow, context: HelpDeskContext, logger: Logger) {
        self.flow = flow
        self.context = context
        self.logger = logger
        place = WaitingLine.Place(flow.request)
        phones = RequestPhones(place: place, shared: context.phones)
    }

    var deadline: Date? { [flow.deadline, isStoring ? nil : pendingOrders.attemptAt].compactMap(\.self).min() }
    var isEnded: Bool { flow.isEnded && pendingOrders.isStored }

    /// Takes the actions that were decided before the request was first stored.
    ///
    /// - Returns: what is to be done at once.
    mutating func begin(_ decided: [CallFlow.Action], at now: Date) -> [Action] {
        phones.adopt(flow.ringingHelpers)
        let atOnce = pendingOrders.enter(decided, of: flow)
        return release(atOnce + pendingOrders.stored(pendingOrders.version, of: flow), at: now)
    }

    mutating func handle(_ event: Event, at now: Date) -> [Action] {
        let actions: [Action]
        switch event {
        case .call(let event, let reply):
            actions = handle(event, reply, at: now)
        case .stored(let version):
            isStoring = false
            actions = stored(version, at: now)
        case .notStored(let error):
            isStoring = false
            actions = notStored(error, at: now)
        case .closing:
            pendingOrders.retryAtOnce()
            actions = []
        }
        return actions + store(at: now)
    }

    /// Gives up its place among others, once nothing more will come.
    mutating func leave() {
        context.line.update(place, helpers: [])
        phones.leave().forEach(admit)
        context.storage.left(place.id)
        // A reply that is never given is answered by `nil`.
        replies = []
    }

    private mutating func handle(_ event: CallFlow.Event, _ reply: Reply?, at now: Date) -> [Action] {
        switch event {
        case .storable where pendingOrders.isFailing:
            // Another request's transition was stored.
            pendingOrders.retryAtOnce()
            return []
        case .tick where flow.isEnded:
            return []
        default:
            let refusal = flow.refusal(of: event)
            let actions = follow(event, at: now)
            if let reply { answer(reply, refusal) }
            return actions
        }
    }

    private mutating func answer(_ reply: Reply, _ refusal: CallFlow.Refusal?) {
        if let refusal {
            reply.give(.refused(refusal))
        } else if pendingOrders.isStored {
            reply.give(.followed(flow.request))
        } else {
            replies.append((pendingOrders.version, reply))
            pendingOrders.storeAtOnce()
        }
    }

    /// - Returns: what is to be done at once.
    private mutating func follow(_ event: CallFlow.Event, at now: Date) -> [Action] {
        guard !flow.isEnded else { return release(flow.handle(event, at: now), at: now) }
        let before = flow
        let actions = flow.handle(event, at: now)
        HelpRequestJournal(logger: logger).note(flow.request, after: before.request)
        if flow.awaitedHelpers != before.awaitedHelpers { context.line.update(place, helpers: flow.awaitedHelpers) }
        if flow.isClosing, !before.isClosing { announceEnd() }
        phones.follow(flow, after: event).forEach(admit)
        // What neither leads to an order nor shows is written with the next transition. Lost in a crash, it leaves an order
        // in doubt, and doubt is settled by asking the PBX.
        guard !actions.isEmpty || flow.request != before.request || flow.legsKeptBack != before.legsKeptBack else {
            return []
        }
        let notes = flow.modeChange(by: event, after: before).map { [Action.note($0)] } ?? []
        let isNewState = flow.request.state != before.request.state
        let latest = isNewState ? nil : now.addingTimeInterval(PendingOrders.batchingDelay)
        return notes + release(pendingOrders.enter(actions, of: flow, by: latest), at: now)
    }

    /// Lets actions out, unless too many phones ring for one.
    private mutating func release(_ actions: [CallFlow.Action], at now: Date) -> [Action] {
        var released: [Action] = []
        for action in actions {
            if case .originate(let ring) = action, flow.helperIndex(ring.channel) != nil,
                !phones.mayRing(ring.channel)
            {
                released += follow(.withheld(ring.channel), at: now)
            } else {
                released.append(.call(action))
            }
        }
        return released
    }

    /// A phone of this or another request may ring now.
    private func admit(_ turn: RingingPhones.Turn) {
        guard !context.router.post(.admitted(turn.channel), to: turn.place.id) else { return }
        context.phones.silence([turn.channel]).forEach(admit)
    }

    /// The operator may make another request.
    private func announceEnd() {
        context.history.learn(flow.request)
        context.openRequests.closed(place.id, of: flow.caller.extension)
    }
}

/// Storing the transitions.
extension StoredCallFlow {
    private mutating func store(at now: Date) -> [Action] {
        guard !isStoring, pendingOrders.takeAttempt(at: now) else { return [] }
        isStoring = true
        return [.store(flow, version: pendingOrders.version)]
    }

    private mutating func stored(_ version: Int, at now: Date) -> [Action] {
        let hasFailed = pendingOrders.isFailing
        var actions = release(pendingOrders.stored(version, of: flow), at: now)
        for (_, reply) in replies.filter({ $0.version <= version }) { reply.give(.followed(flow.request)) }
        replies.removeAll { $0.version <= version }
        if hasFailed {
            logger.notice("transitions are stored again")
            for other in context.storage.settled(place.id) { context.router.post(.storable, to: other) }
            actions += follow(.storable, at: now)
        }
        return actions
    }

    /// The call goes on as it is, but nobody else is rung or joined.
    private mutating func notStored(_ error: any Error, at now: Date) -> [Action] {
        if error is PBXNotOwned {
            logger.notice("the request is left to the bridge that has taken over its PBX")
        } else if !pendingOrders.isFailing {
            logger.critical(
                "transition could not be stored; until it can be, nobody is rung or joined",
                metadata: ["error": "\(error)"])
        }
        context.storage.failed(place.id)
        var actions: [Action] = []
        for channel in pendingOrders.failed(at: now, of: flow) { actions += follow(.withheld(channel), at: now) }
        for (_, reply) in replies { reply.give(.notStored("\(error)")) }
        replies = []
        return actions
    }
}

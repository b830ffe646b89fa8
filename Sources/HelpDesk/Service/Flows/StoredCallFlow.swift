import Foundation

/// The call flow of one help request, and how much of it is on disk.
///
/// Nobody is rung or joined before the transition that decided it is stored.
///
/// While the newest state is being stored, the flow continues, and its later decisions are stored next. Transitions
/// that nothing waits for are stored a moment later, together with those that follow until then.
struct StoredCallFlow: FlowMachine {
    enum Event: Sendable {
        /// - Parameter reply: the receiver of the answer.
        case call(CallFlow.Event, reply: Reply?)
        /// Too many phones ring, so this helper's phone must wait for its turn.
        case notAdmitted(ChannelID)
        /// This version is on disk.
        case stored(version: Int)
        case notStored(any Error)
        /// The bridge is stopping: if the newest version is not stored, storing is tried once more.
        case closing
    }

    enum Action: Sendable {
        case call(CallFlow.Action)
        /// Indirect, because otherwise every action would be as large as a flow.
        indirect case store(CallFlow, version: Int)
        /// Report to other requests, and to the log, whether transitions can be stored.
        case report(Storing)
        case answer(Reply, OrderAnswer)
        /// Log that the request entered another state.
        case log(HelpRequest)
        /// Record in the audit log that somebody changed the mode with the keys of their phone.
        case audit(ModeChange)
        /// Wait in line for these helpers; if empty, leave the line.
        case wait(for: [String])
        /// Let other phones ring: these stopped ringing, or need not ring.
        case silence(Set<ChannelID>)
        /// Let the operator make another request: the end of this one is decided.
        case freeOperator(HelpRequest)
    }

    /// The result of the last attempt to store a transition.
    enum Storing: Sendable {
        /// - Parameter isNews: whether the previous attempt succeeded.
        case fails(any Error, isNews: Bool)
        case worksAgain
    }

    static var tick: Event { .call(.tick, reply: nil) }

    private(set) var flow: CallFlow
    /// The helpers' phones that are ringing for the request, or will ring.
    private(set) var phones: RequestPhones
    private var pendingOrders = PendingOrders()
    private var isStoring = false
    /// The replies that wait until the result of their order is stored.
    private var replies: [(version: Int, reply: Reply)] = []

    init(_ flow: CallFlow) {
        self.flow = flow
        phones = RequestPhones(ringing: flow.ringingHelpers)
    }

    var deadline: Date? { [flow.deadline, isStoring ? nil : pendingOrders.attemptAt].compactMap(\.self).min() }
    var isEnded: Bool { flow.isEnded && pendingOrders.isStored }

    /// Begins with the actions that were decided before the request was first stored.
    ///
    /// - Returns: the actions to carry out at once.
    mutating func begin(_ decided: [CallFlow.Action]) -> [Action] {
        let atOnce = pendingOrders.enter(decided, of: flow)
        return release(atOnce + pendingOrders.stored(pendingOrders.version, of: flow))
    }

    mutating func handle(_ event: Event, at now: Date) -> [Action] {
        let actions: [Action]
        switch event {
        case .call(let event, let reply):
            actions = handle(event, reply, at: now)
        case .notAdmitted(let channel):
            phones.waits(channel)
            actions = follow(.withheld(channel), at: now)
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
            guard let reply else { return actions }
            return actions + answer(reply, refusal)
        }
    }

    private mutating func answer(_ reply: Reply, _ refusal: CallFlow.Refusal?) -> [Action] {
        if let refusal { return [.answer(reply, .refused(refusal))] }
        if pendingOrders.isStored { return [.answer(reply, .followed(flow.request))] }
        replies.append((pendingOrders.version, reply))
        pendingOrders.storeAtOnce()
        return []
    }

    /// - Returns: the actions to carry out at once.
    private mutating func follow(_ event: CallFlow.Event, at now: Date) -> [Action] {
        guard !flow.isEnded else { return release(flow.handle(event, at: now)) }
        let before = flow
        let orders = flow.handle(event, at: now)
        let news = news(of: event, since: before)
        guard !orders.isEmpty || flow.isToBeStored(after: event, since: before) else { return news }
        let isNewState = flow.request.state != before.request.state
        let latest = isNewState ? nil : now.addingTimeInterval(PendingOrders.batchingDelay)
        return news + release(pendingOrders.enter(orders, of: flow, by: latest))
    }

    /// Returns the actions that inform others of a transition.
    private mutating func news(of event: CallFlow.Event, since before: CallFlow) -> [Action] {
        var news: [Action] = []
        if flow.request.state != before.request.state { news.append(.log(flow.request)) }
        if flow.awaitedHelpers != before.awaitedHelpers { news.append(.wait(for: flow.awaitedHelpers)) }
        if flow.isClosing, !before.isClosing { news.append(.freeOperator(flow.request)) }
        let silent = phones.follow(flow, after: event)
        if !silent.isEmpty { news.append(.silence(silent)) }
        if let change = flow.modeChange(by: event, after: before) { news.append(.audit(change)) }
        return news
    }

    private mutating func release(_ actions: [CallFlow.Action]) -> [Action] {
        for case .originate(let ring) in actions where flow.isHelper(ring.channel) {
            phones.rings(ring.channel)
        }
        return actions.map(Action.call)
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
        let released = release(pendingOrders.stored(version, of: flow))
        let answers = replies.filter { $0.version <= version }.map { Action.answer($0.reply, .followed(flow.request)) }
        replies.removeAll { $0.version <= version }
        return released + answers + (hasFailed ? [.report(.worksAgain)] + follow(.storable, at: now) : [])
    }

    /// Reports the failure and drops orders to ring: the call continues as it is, but nobody else is rung or joined.
    private mutating func notStored(_ error: any Error, at now: Date) -> [Action] {
        var actions: [Action] = [.report(.fails(error, isNews: !pendingOrders.isFailing))]
        for channel in pendingOrders.failed(at: now, of: flow) { actions += follow(.withheld(channel), at: now) }
        actions += replies.map { .answer($0.reply, .notStored("\(error)")) }
        replies = []
        return actions
    }
}

extension CallFlow {
    /// Whether a transition without orders must be stored for its own sake.
    ///
    /// A transition without orders or visible changes is written with the next one. If it is lost in a crash, the fate
    /// of an order is unknown, and is resolved by asking the PBX.
    func isToBeStored(after event: Event, since before: CallFlow) -> Bool {
        request != before.request || isClosing != before.isClosing || legsKeptBack != before.legsKeptBack
            || hasNewSuccessor(by: event, after: before)
    }
}

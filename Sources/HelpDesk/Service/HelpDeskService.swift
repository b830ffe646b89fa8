import Foundation
public import Logging
public import ServiceLifecycle

/// Takes help requests and runs every open one to its end.
public final class HelpDeskService: Service {
    private enum Arrival: Sendable {
        case request(CallFlow, actions: [CallFlow.Action], events: AsyncStream<CallFlow.Event>)
        /// Somebody who has dialled a code and is to be told why he gets nobody.
        case turnaway(ChannelID, saying: PromptKind, Route?)
    }

    private let ports: HelpDeskPorts
    private let policy: DialPolicy
    private let expireAfterSeconds: Int
    private let logger: Logger
    private let mailboxes = Mailboxes()
    private let openRequests = OpenRequests()
    private let history = HelperHistory()
    private let line = WaitingLine()
    private let arrivals: AsyncStream<Arrival>
    private let door: AsyncStream<Arrival>.Continuation

    /// How many requests of the past tell who has helped least recently.
    private static let remembered = 200

    /// - Parameters:
    ///   - ports: the outside world.
    ///   - policy: what may ever be dialled.
    ///   - expireAfterSeconds: how long a request is worth anything while the PBX cannot be reached.
    ///   - logger: each request's lines carry its id as `request`.
    public init(ports: HelpDeskPorts, policy: DialPolicy, expireAfterSeconds: Int, logger: Logger) {
        self.ports = ports
        self.policy = policy
        self.expireAfterSeconds = expireAfterSeconds
        self.logger = logger
        (arrivals, door) = AsyncStream.makeStream()
    }

    /// Validates a draft, commits it as a request, and starts its flow.
    ///
    /// An operator has one request at a time. While one is open, a further draft of his makes no other: by the route's
    /// `secondPress` the open one is returned as it is, or given up.
    ///
    /// - Parameters:
    ///   - draft: what is asked for.
    ///   - idempotency: makes the record that is committed together with the request, from the accepted request.
    /// - Returns: the request; it is on disk.
    /// - Throws: `HelpDeskError` when the draft is not valid or the disk refuses; then nobody is rung.
    public func submit(
        _ draft: HelpRequestDraft, idempotency: (@Sendable (HelpRequest) throws -> IdempotencyRecord)? = nil
    ) async throws(HelpDeskError) -> HelpRequest {
        let flow = try accept(draft, arrivedOn: nil, at: Date())
        while let open = await openRequests.claim(flow.caller.extension) {
            guard let request = try await stored(open), !request.state.isEnd else {
                await openRequests.closed(open, of: flow.caller.extension)
                continue
            }
            if flow.route.secondPress == .cancel { mailboxes.post(.withdrawn, to: open) }
            do {
                if let idempotency { try await ports.store.record(try idempotency(request)) }
            } catch {
                throw .notStored("\(error)")
            }
            return request
        }
        return try await begin(flow, idempotency: idempotency)
    }

    /// Commits a request whose operator has been claimed for it.
    private func begin(
        _ accepted: CallFlow, idempotency: (@Sendable (HelpRequest) throws -> IdempotencyRecord)? = nil
    ) async throws(HelpDeskError) -> HelpRequest {
        var flow = accepted
        let request = flow.request
        let actions = flow.handle(.started, at: request.createdAt)
        guard let events = mailboxes.open(flow.id, adopting: flow.foreignChannels) else {
            await openRequests.abandoned(by: request.operator)
            throw .notRunning
        }
        do {
            try await ports.store.insert(flow, idempotency: try idempotency?(request))
        } catch {
            mailboxes.close(flow.id)
            await openRequests.abandoned(by: request.operator)
            throw .notStored("\(error)")
        }
        await openRequests.opened(flow.id, by: request.operator)
        logger.info(
            "help request",
            metadata: [
                "request": "\(flow.id)", "state": "accepted", "operator": "\(request.operator)",
                "route": "\(request.route)", "dialled": "\(flow.isDialled)",
            ])
        door.yield(.request(flow, actions: actions, events: events))
        return request
    }

    /// Gives a request up. One that is over already is returned as it is.
    public func cancel(_ id: HelpRequestID) async throws(HelpDeskError) -> HelpRequest {
        mailboxes.post(.cancel, to: id)
        guard let request = try await stored(id) else { throw .unknownRequest(id) }
        return request
    }

    private func stored(_ id: HelpRequestID) async throws(HelpDeskError) -> HelpRequest? {
        do {
            return try await ports.store.request(id)
        } catch {
            throw .notStored("\(error)")
        }
    }

    public func request(_ id: HelpRequestID) async throws -> HelpRequest? {
        try await ports.store.request(id)
    }

    public func requests(_ query: HelpRequestQuery) async throws -> [HelpRequest] {
        try await ports.store.requests(query)
    }

    public func idempotencyRecord(key: String) async throws -> IdempotencyRecord? {
        try await ports.store.idempotencyRecord(key: key)
    }

    /// Takes up what an earlier process left open, then serves until it is told to stop.
    ///
    /// On a graceful stop no call is touched: legs and bridges live on in the PBX, and the next process follows them.
    public func run() async throws {
        for request in try await ports.store.requests(HelpRequestQuery(limit: Self.remembered)) {
            history.learn(request)
        }
        // A request that was submitted before this point has its inbox already, and its flow waits at the door.
        let open = try await ports.store.openFlows().filter { !mailboxes.contains($0.id) }
        if !open.isEmpty { logger.notice("taking up open help requests", metadata: ["count": "\(open.count)"]) }
        for flow in open {
            guard let events = mailboxes.open(flow.id, adopting: flow.foreignChannels) else { return }
            if !flow.isClosing { await openRequests.opened(flow.id, by: flow.request.operator) }
            mailboxes.post(.resumed, to: flow.id)
            door.yield(.request(flow, actions: [], events: events))
        }
        await withGracefulShutdownHandler {
            await withDiscardingTaskGroup { group in
                group.addTask { await self.followPBX() }
                await self.serveArrivals()
                group.cancelAll()
            }
        } onGracefulShutdown: {
            self.mailboxes.closeAll()
            self.door.finish()
        }
    }

    private func serveArrivals() async {
        await withDiscardingTaskGroup { group in
            for await arrival in arrivals {
                switch arrival {
                case .request(let flow, let actions, let events):
                    let session = session(flow, events)
                    group.addTask {
                        await session.run(flow, actions: actions)
                        await self.openRequests.closed(flow.id, of: flow.request.operator)
                    }
                case .turnaway(let channel, let kind, let route):
                    let turnaway = Turnaway(ports: ports, policy: policy, mailboxes: mailboxes, logger: logger)
                    group.addTask { await turnaway.run(channel, saying: kind, route: route) }
                }
            }
        }
    }

    private func session(_ flow: CallFlow, _ events: AsyncStream<CallFlow.Event>) -> HelpRequestSession {
        var logger = logger
        logger[metadataKey: "request"] = "\(flow.id)"
        return HelpRequestSession(
            ports: ports, policy: policy, events: events, mailboxes: mailboxes, openRequests: openRequests,
            history: history, line: line, logger: logger)
    }

    private func accept(
        _ draft: HelpRequestDraft, arrivedOn channel: ChannelID?, at now: Date
    ) throws(HelpDeskError) -> CallFlow {
        let callCenter = ports.callCenter.current
        guard let route = callCenter.routes[draft.route] else { throw .unknownRoute(draft.route) }
        guard let caller = callCenter.operators[draft.operator] else { throw .unknownOperator(draft.operator) }
        guard policy.dialable(caller.extension) != nil else { throw .forbiddenNumber(caller.extension) }
        let departmentID = draft.department ?? caller.department
        guard let department = callCenter.departments[departmentID] else { throw .unknownDepartment(departmentID) }
        let mode = draft.mode ?? route.mode
        guard !mode.isCoaching || ports.pbx.supportsCoaching else { throw .unsupportedMode(mode) }
        let request = HelpRequest(
            id: HelpRequestID(at: now), route: route.code, operator: caller.extension, department: department.id,
            mode: mode, customer: draft.customer, reason: draft.reason, urgency: draft.urgency, createdAt: now)
        return CallFlow(
            request: request, caller: caller, route: route, departmentName: department.name,
            expireAfterSeconds: expireAfterSeconds, wordForHelp: ports.studio.wordForHelp(voice: route.voice),
            arrivedOn: channel)
    }
}

/// What the PBX tells.
extension HelpDeskService {
    private func followPBX() async {
        await withDiscardingTaskGroup { group in
            for await event in ports.pbx.events {
                switch event {
                case .connected(let snapshot):
                    await reconcile(with: snapshot)
                case .disconnected(let reason):
                    logger.warning("PBX event stream is down", metadata: ["reason": "\(reason)"])
                    for id in mailboxes.open { mailboxes.post(.disconnected, to: id) }
                case .ringing(let channel): post(.ringing(channel), about: channel)
                case .answered(let channel): post(.answered(channel), about: channel)
                case .ended(let channel, let reason): post(.ended(channel, reason), about: channel)
                case .joined(_, let channel): post(.joined(channel), about: channel)
                case .pressed(let channel, let key): post(.pressed(channel, key), about: channel)
                case .replaced(let channel, let successor):
                    guard let owner = mailboxes.owner(of: channel), mailboxes.contains(owner) else {
                        // His request is over: nobody would ever hang up.
                        let conductor = PBXConductor(pbx: ports.pbx, policy: policy, logger: logger)
                        group.addTask { _ = await conductor.carryOut(.hangUp(successor)) }
                        continue
                    }
                    mailboxes.adopt(successor, for: owner)
                    post(.replaced(channel, by: successor), about: channel)
                case .arrived(let call):
                    // Beside the events: the disk may take its time.
                    group.addTask { await self.receive(call) }
                case .playbackFinished(let playback, let succeeded):
                    if !succeeded { logger.error("PBX could not play a prompt", metadata: ["playback": "\(playback)"]) }
                    if let id = playback.request { mailboxes.post(.playbackFinished(playback), to: id) }
                }
            }
        }
    }

    private func post(_ event: CallFlow.Event, about channel: ChannelID) {
        guard let id = mailboxes.owner(of: channel) else { return }
        mailboxes.post(event, to: id)
    }

    /// Somebody has dialled a code: an operator gets his request, everybody hears what comes of it.
    private func receive(_ call: IncomingCall) async {
        let callCenter = ports.callCenter.current
        guard let route = callCenter.routes[call.code] else {
            logger.notice("somebody dialled a code that no route has", metadata: metadata(call))
            // Any route's voice is better than silence.
            let other = callCenter.routes.values.min { $0.code < $1.code }
            return turnAway(call, saying: .unknownCode, other)
        }
        guard let caller = call.callers.compactMap({ callCenter.operators[$0] }).first else {
            logger.notice("somebody who is no operator dialled a request code", metadata: metadata(call))
            return turnAway(call, saying: .notOperator, route)
        }
        do {
            let draft = HelpRequestDraft(operator: caller.extension, route: route.code)
            let flow = try accept(draft, arrivedOn: call.channel, at: Date())
            while let open = await openRequests.claim(caller.extension) {
                guard let request = try await stored(open), !request.state.isEnd else {
                    await openRequests.closed(open, of: caller.extension)
                    continue
                }
                guard route.secondPress == .cancel else { return turnAway(call, saying: .requestOpen, route) }
                // He hears of it here, and not on the line of the request.
                mailboxes.post(.cancel, to: open)
                return turnAway(call, saying: .requestCancelled, route)
            }
            _ = try await begin(flow)
        } catch {
            logger.error("a dialled request was refused", metadata: metadata(call, ["error": "\(error)"]))
            turnAway(call, saying: .unavailable, route)
        }
    }

    private func metadata(_ call: IncomingCall, _ more: Logger.Metadata = [:]) -> Logger.Metadata {
        ["code": "\(call.code)", "callers": "\(call.callers)", "channel": "\(call.channel)"]
            .merging(more) { $1 }
    }

    private func turnAway(_ call: IncomingCall, saying kind: PromptKind, _ route: Route?) {
        door.yield(.turnaway(call.channel, saying: kind, route))
    }

    /// Tells every open request how its part of the world stands, and removes what belongs to none.
    private func reconcile(with snapshot: PBXSnapshot) async {
        for (bridge, members) in snapshot.bridges {
            guard let id = bridge.request else { continue }
            // Somebody was transferred while nobody was looking.
            for channel in members where mailboxes.owner(of: channel) == nil { mailboxes.adopt(channel, for: id) }
        }
        let channels = Dictionary(grouping: snapshot.channels, by: { mailboxes.owner(of: $0.key) })
        for id in mailboxes.open {
            var part = PBXSnapshot()
            for (channel, state) in channels[id] ?? [] { part.channels[channel] = state }
            part.bridges[.of(id)] = snapshot.bridges[.of(id)]
            mailboxes.post(.reconciled(part), to: id)
        }
        let conductor = PBXConductor(pbx: ports.pbx, policy: policy, logger: logger)
        for channel in snapshot.channels.keys where !isOpen(mailboxes.owner(of: channel)) {
            logger.notice("hanging up a channel that no open request owns", metadata: ["channel": "\(channel)"])
            _ = await conductor.carryOut(.hangUp(channel))
        }
        for bridge in snapshot.bridges.keys where !isOpen(bridge.request) {
            _ = await conductor.carryOut(.destroy(bridge))
        }
    }

    private func isOpen(_ id: HelpRequestID?) -> Bool {
        id.map(mailboxes.contains) ?? false
    }
}

import Foundation
public import Logging
public import ServiceLifecycle

/// Takes help requests and runs every open one to its end.
public final class HelpDeskService: Service {
    private struct Arrival: Sendable {
        var flow: CallFlow
        var actions: [CallFlow.Action]
        var events: AsyncStream<CallFlow.Event>
    }

    private let ports: HelpDeskPorts
    private let policy: DialPolicy
    private let expireAfterSeconds: Int
    private let logger: Logger
    private let mailboxes = Mailboxes()
    private let hub: HelpRequestHub
    private let signOfLife: Duration
    private let arrivals: AsyncStream<Arrival>
    private let door: AsyncStream<Arrival>.Continuation

    /// - Parameters:
    ///   - ports: the outside world.
    ///   - policy: what may ever be dialled.
    ///   - expireAfterSeconds: how long a request is worth anything while the PBX cannot be reached.
    ///   - logger: each request's lines carry its id as `request`.
    public convenience init(ports: HelpDeskPorts, policy: DialPolicy, expireAfterSeconds: Int, logger: Logger) {
        self.init(
            ports: ports, policy: policy, expireAfterSeconds: expireAfterSeconds, logger: logger,
            hub: HelpRequestHub(), signOfLife: .seconds(15))
    }

    init(
        ports: HelpDeskPorts, policy: DialPolicy, expireAfterSeconds: Int, logger: Logger, hub: HelpRequestHub,
        signOfLife: Duration
    ) {
        self.hub = hub
        self.signOfLife = signOfLife
        self.ports = ports
        self.policy = policy
        self.expireAfterSeconds = expireAfterSeconds
        self.logger = logger
        (arrivals, door) = AsyncStream.makeStream()
    }

    /// Validates a draft, commits it as a request, and starts its flow.
    ///
    /// - Parameters:
    ///   - draft: what is asked for.
    ///   - idempotency: makes the record that is committed together with the request, from the accepted request.
    /// - Returns: the request; it is on disk.
    /// - Throws: `HelpDeskError` when the draft is not valid or the disk refuses; then nobody is rung.
    public func submit(
        _ draft: HelpRequestDraft, idempotency: (@Sendable (HelpRequest) throws -> IdempotencyRecord)? = nil
    ) async throws(HelpDeskError) -> HelpRequest {
        var flow = try accept(draft, at: Date())
        let accepted = flow.request
        let actions = flow.handle(.started, at: accepted.createdAt)
        guard let events = mailboxes.open(flow.id) else { throw .notRunning }
        do {
            try await ports.store.insert(flow, idempotency: try idempotency?(accepted))
        } catch {
            mailboxes.close(flow.id)
            throw .notStored("\(error)")
        }
        HelpRequestJournal(logger: logger).accepted(accepted)
        door.yield(Arrival(flow: flow, actions: actions, events: events))
        return accepted
    }

    /// Gives a request up. One that is over already is returned as it is.
    public func cancel(_ id: HelpRequestID) async throws(HelpDeskError) -> HelpRequest {
        mailboxes.post(.cancel, to: id)
        do {
            guard let request = try await ports.store.request(id) else { throw HelpDeskError.unknownRequest(id) }
            return request
        } catch let error as HelpDeskError {
            throw error
        } catch {
            throw .notStored("\(error)")
        }
    }

    /// Tells what a request would do: the sources are asked as ever, nobody is rung and nothing is stored.
    ///
    /// - Throws: `HelpDeskError` when the draft is not valid.
    public func explain(_ draft: HelpRequestDraft) async throws(HelpDeskError) -> Explanation {
        let flow = try accept(draft, at: Date())
        let ladder = await LadderFinder(directory: ports.directory, callCenter: ports.callCenter, policy: policy)
            .ladder(for: flow)
        return Explanation(flow, ladder)
    }

    public func request(_ id: HelpRequestID) async throws -> HelpRequest? {
        try await ports.store.request(id)
    }

    public func change(of id: HelpRequestID) async throws -> HelpRequestChange? {
        try await ports.store.change(of: id)
    }

    public func requests(_ query: HelpRequestQuery) async throws -> [HelpRequest] {
        try await ports.store.requests(query)
    }

    public func idempotencyRecord(key: String) async throws -> IdempotencyRecord? {
        try await ports.store.idempotencyRecord(key: key)
    }

    /// Tells what becomes of a request, or of all of them, as it is committed; slow listeners hold up nobody.
    ///
    /// - Parameters:
    ///   - id: the request, which is followed to its end; `nil` follows all of them until the bridge stops.
    ///   - revision: the last one that was told before; `nil` begins with how the request, or every open one, stands.
    ///   - tell: is given the changes by revision; one that was missed is left out for a newer one of the same request.
    /// - Throws: what `tell` throws, and what the store does.
    public func watch(
        _ id: HelpRequestID?, after revision: Int64?, _ tell: (HelpRequestSignal) async throws -> Void
    ) async throws {
        try await HelpRequestWatch(hub: hub, store: ports.store, id: id).run(after: revision, tell)
    }

    /// Takes up what an earlier process left open, then serves until it is told to stop.
    ///
    /// On a graceful stop no call is touched: legs and bridges live on in the PBX, and the next process follows them.
    public func run() async throws {
        // A request that was submitted before this point has its inbox already, and its flow waits at the door.
        let open = try await ports.store.openFlows().filter { !mailboxes.contains($0.id) }
        if !open.isEmpty { logger.notice("taking up open help requests", metadata: ["count": "\(open.count)"]) }
        for flow in open {
            guard let events = mailboxes.open(flow.id) else { return }
            mailboxes.post(.resumed, to: flow.id)
            door.yield(Arrival(flow: flow, actions: [], events: events))
        }
        await withGracefulShutdownHandler {
            await withDiscardingTaskGroup { group in
                group.addTask { await self.followPBX() }
                group.addTask { await self.publishChanges() }
                group.addTask { await self.beat() }
                await self.runSessions()
                group.cancelAll()
            }
            self.hub.close()
        } onGracefulShutdown: {
            self.mailboxes.closeAll()
            self.door.finish()
        }
    }

    private func runSessions() async {
        await withDiscardingTaskGroup { group in
            for await arrival in arrivals {
                let session = session(arrival.flow, arrival.events)
                group.addTask { await session.run(arrival.flow, actions: arrival.actions) }
            }
        }
    }

    private func session(_ flow: CallFlow, _ events: AsyncStream<CallFlow.Event>) -> HelpRequestSession {
        var logger = logger
        logger[metadataKey: "request"] = "\(flow.id)"
        return HelpRequestSession(
            ports: ports, policy: policy, events: events, mailboxes: mailboxes, logger: logger)
    }

    private func accept(_ draft: HelpRequestDraft, at now: Date) throws(HelpDeskError) -> CallFlow {
        let callCenter = ports.callCenter.current
        guard let route = callCenter.routes[draft.route] else { throw .unknownRoute(draft.route) }
        guard let caller = callCenter.operators[draft.operator] else { throw .unknownOperator(draft.operator) }
        guard policy.dialable(caller.extension) != nil else { throw .forbiddenNumber(caller.extension) }
        let departmentID = draft.department ?? caller.department
        guard let department = callCenter.departments[departmentID] else { throw .unknownDepartment(departmentID) }
        let mode = draft.mode ?? route.mode
        guard mode == .consult else { throw .unsupportedMode(mode) }
        let request = HelpRequest(
            id: HelpRequestID(at: now), route: route.code, operator: caller.extension, department: department.id,
            mode: mode, customer: draft.customer, reason: draft.reason, urgency: draft.urgency, createdAt: now)
        return CallFlow(
            request: request, caller: caller, route: route, departmentName: department.name,
            expireAfterSeconds: expireAfterSeconds)
    }

    private func publishChanges() async {
        for await change in ports.store.committed { hub.publish(change) }
    }

    private func beat() async {
        // Cancelled: the desk stops.
        while (try? await Task.sleep(for: signOfLife)) != nil { hub.beat() }
    }

    private func followPBX() async {
        for await event in ports.pbx.events {
            switch event {
            case .connected(let snapshot):
                await reconcile(with: snapshot)
            case .disconnected(let reason):
                logger.warning("PBX event stream is down", metadata: ["reason": "\(reason)"])
            case .ringing(let channel):
                post(.ringing(channel), to: channel.request)
            case .answered(let channel):
                post(.answered(channel), to: channel.request)
            case .ended(let channel, let reason):
                post(.ended(channel, reason), to: channel.request)
            case .joined(_, let channel):
                post(.joined(channel), to: channel.request)
            case .playbackFinished(let playback, let succeeded):
                if !succeeded { logger.error("PBX could not play a prompt", metadata: ["playback": "\(playback)"]) }
                post(.playbackFinished(playback), to: playback.request)
            }
        }
    }

    private func post(_ event: CallFlow.Event, to id: HelpRequestID?) {
        guard let id else { return }
        mailboxes.post(event, to: id)
    }

    /// Tells every open request how its part of the world stands, and removes what belongs to none.
    private func reconcile(with snapshot: PBXSnapshot) async {
        let channels = Dictionary(grouping: snapshot.channels, by: { $0.key.request })
        for id in mailboxes.open {
            var part = PBXSnapshot()
            for (channel, state) in channels[id] ?? [] { part.channels[channel] = state }
            part.bridges[.of(id)] = snapshot.bridges[.of(id)]
            mailboxes.post(.reconciled(part), to: id)
        }
        let conductor = PBXConductor(pbx: ports.pbx, policy: policy, logger: logger)
        for channel in snapshot.channels.keys where !isOpen(channel.request) {
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

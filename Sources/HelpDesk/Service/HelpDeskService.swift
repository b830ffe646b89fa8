import Foundation
public import Logging
public import ServiceLifecycle

/// Takes help requests and runs every open one to its end.
public final class HelpDeskService: Service {
    let desk: HelpDeskContext
    let expireAfterSeconds: Int
    /// Gets the events of its recordings through here; `nil` where no sounds are recorded.
    let recordings: SoundRecordingService?
    let hub: HelpRequestHub
    private let signOfLife: Duration

    /// How many requests of the past tell who has helped least recently.
    private static let remembered = 200

    /// - Parameters:
    ///   - ports: the outside world.
    ///   - policy: what may ever be dialled.
    ///   - expireAfterSeconds: how long a request is worth anything while the PBX cannot be reached.
    ///   - recordings: is told what the PBX tells of its recordings by phone.
    ///   - logger: each request's lines carry its id as `request`.
    public convenience init(
        ports: HelpDeskPorts, policy: DialPolicy, expireAfterSeconds: Int, recordings: SoundRecordingService? = nil,
        logger: Logger
    ) {
        self.init(
            ports: ports, policy: policy, expireAfterSeconds: expireAfterSeconds, recordings: recordings,
            logger: logger, hub: HelpRequestHub(), signOfLife: .seconds(15))
    }

    init(
        ports: HelpDeskPorts, policy: DialPolicy, expireAfterSeconds: Int, recordings: SoundRecordingService? = nil,
        logger: Logger, hub: HelpRequestHub, signOfLife: Duration
    ) {
        self.recordings = recordings
        self.hub = hub
        self.signOfLife = signOfLife
        self.expireAfterSeconds = expireAfterSeconds
        desk = HelpDeskContext(ports: ports, policy: policy, logger: logger)
    }

    var ports: HelpDeskPorts { desk.ports }
    var policy: DialPolicy { desk.policy }
    var logger: Logger { desk.logger }
    var mailboxes: Mailboxes { desk.mailboxes }
    var openRequests: OpenRequests { desk.openRequests }

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
        let session = try session(for: draft, arrivedOn: nil)
        while let open = await openRequests.claim(session.caller) {
            guard let request = try await stillOpen(open, of: session.caller) else { continue }
            if session.secondPress == .cancel { mailboxes.post(.withdrawn, to: open) }
            try await record(idempotency, for: request)
            return request
        }
        return try await begin(session, idempotency: idempotency)
    }

    /// Commits a request whose operator has been claimed for it.
    func begin(
        _ session: HelpRequestSession, idempotency: (@Sendable (HelpRequest) throws -> IdempotencyRecord)? = nil
    ) async throws(HelpDeskError) -> HelpRequest {
        let id = session.id
        guard session.openMailbox() else {
            await openRequests.abandoned(by: session.caller)
            throw .notRunning
        }
        let request: HelpRequest
        do {
            request = try await session.insert(idempotency)
        } catch {
            mailboxes.close(id)
            await openRequests.abandoned(by: session.caller)
            throw .notStored("\(error)")
        }
        await openRequests.opened(id, by: request.operator)
        desk.door.yield(.request(session))
        return request
    }

    /// A request that was open a moment ago; `nil` when it is over.
    func stillOpen(_ id: HelpRequestID, of number: String) async throws(HelpDeskError) -> HelpRequest? {
        if let request = try await stored(id), !request.state.isEnd { return request }
        await openRequests.closed(id, of: number)
        return nil
    }

    private func record(
        _ idempotency: (@Sendable (HelpRequest) throws -> IdempotencyRecord)?, for request: HelpRequest
    ) async throws(HelpDeskError) {
        guard let idempotency else { return }
        do {
            try await ports.store.record(try idempotency(request))
        } catch {
            throw .notStored("\(error)")
        }
    }

    /// Gives a request up. One that is over already is returned as it is.
    public func cancel(_ id: HelpRequestID) async throws(HelpDeskError) -> HelpRequest {
        mailboxes.post(.cancel, to: id)
        guard let request = try await stored(id) else { throw .unknownRequest(id) }
        return request
    }

    func stored(_ id: HelpRequestID) async throws(HelpDeskError) -> HelpRequest? {
        do {
            return try await ports.store.request(id)
        } catch {
            throw .notStored("\(error)")
        }
    }

    /// Tells what a request would do: the sources are asked as ever, nobody is rung and nothing is stored.
    ///
    /// - Throws: `HelpDeskError` when the draft is not valid.
    public func explain(_ draft: HelpRequestDraft) async throws(HelpDeskError) -> Explanation {
        try await finder(for: draft).explanation()
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

    /// Every request that has no end yet.
    public func requestsInProgress() async throws -> [HelpRequest] {
        try await ports.store.openRequests().changes.map(\.request)
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
        for request in try await ports.store.requests(HelpRequestQuery(limit: Self.remembered)) {
            desk.history.learn(request)
        }
        // A request that was submitted before this point has its inbox already, and its flow waits at the door.
        let open = try await ports.store.openFlows().filter { !mailboxes.contains($0.id) }
        if !open.isEmpty { logger.notice("taking up open help requests", metadata: ["count": "\(open.count)"]) }
        for flow in open {
            let session = HelpRequestSession(flow, actions: [], desk: desk)
            guard session.openMailbox() else { return }
            if !flow.isClosing { await openRequests.opened(flow.id, by: flow.request.operator) }
            mailboxes.post(.resumed, to: flow.id)
            // It may have changed while nobody served.
            mailboxes.post(.paused(ports.callCenter.current.paused), to: flow.id)
            desk.door.yield(.request(session))
        }
        await withGracefulShutdownHandler {
            await withDiscardingTaskGroup { group in
                group.addTask { await self.followPBX() }
                group.addTask { await self.publishChanges() }
                group.addTask { await self.beat() }
                group.addTask { await self.runErrands() }
                group.addTask { await self.desk.deadlines.run { self.mailboxes.post(.tick, to: $0) } }
                await self.serveArrivals()
                group.cancelAll()
            }
            self.hub.close()
        } onGracefulShutdown: {
            self.mailboxes.closeAll()
            self.desk.door.finish()
        }
    }

    private func serveArrivals() async {
        await withDiscardingTaskGroup { group in
            for await arrival in desk.arrivals {
                switch arrival {
                case .request(let session):
                    group.addTask { await session.work() }
                case .turnaway(let channel, let kind, let route):
                    let turnaway = Turnaway(desk: desk)
                    group.addTask { await turnaway.run(channel, saying: kind, route: route) }
                }
            }
        }
    }

    /// Runs until it is cancelled, which ends all errands: what has been ordered is carried out when the bridge stops, but
    /// nobody waits for what is only asked or made.
    private func runErrands() async {
        await withDiscardingTaskGroup { group in
            for await errand in desk.errands {
                group.addTask { await errand.run() }
            }
        }
    }

    @inline(never)
    private func finder(for draft: HelpRequestDraft) throws(HelpDeskError) -> LadderFinder {
        LadderFinder(try accept(draft, arrivedOn: nil, at: Date()), desk: desk)
    }

    /// Validates a draft and makes it a request, of which nobody knows yet.
    ///
    /// - Parameter channel: the operator's, when he has dialled a code.
    @inline(never)
    func session(
        for draft: HelpRequestDraft, arrivedOn channel: ChannelID?
    ) throws(HelpDeskError) -> HelpRequestSession {
        var flow = try accept(draft, arrivedOn: channel, at: Date())
        let actions = flow.handle(.started, at: flow.request.createdAt)
        return HelpRequestSession(flow, actions: actions, desk: desk)
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

    private func publishChanges() async {
        for await change in ports.store.committed { hub.publish(change) }
    }

    private func beat() async {
        // Cancelled: the desk stops.
        while (try? await Task.sleep(for: signOfLife)) != nil { hub.beat() }
    }
}

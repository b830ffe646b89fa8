import ConcurrencyPrimitives
public import Logging

/// What all help requests share.
final class HelpDeskContext: Sendable {
    let ports: HelpDeskPorts
    let policy: DialPolicy
    let logger: Logger
    let router: EventRouter
    let openRequests = OpenRequests()
    let history = HelperHistory()
    let line = WaitingLine()
    let deadlines = Deadlines()
    let storage = StorageWatch()
    let phones: RingingPhones
    let ids = HelpRequestIDs()
    /// The clock for new requests.
    let clock: RequestClock.Source
    /// The flows of each PBX that is this bridge's.
    private let owned = Locked<(flows: [String?: OwnedFlows], isStopping: Bool)>(([:], false))

    /// - Parameter phonesAtOnce: how many helpers' phones may ring at the same time.
    init(
        ports: HelpDeskPorts, policy: DialPolicy, logger: Logger, phonesAtOnce: Int,
        router: EventRouter = EventRouter(), clock: RequestClock.Source = RequestClock.Source()
    ) {
        phones = RingingPhones(limit: phonesAtOnce)
        self.router = router
        self.clock = clock
        self.ports = ports
        self.policy = policy
        self.logger = logger
    }

    /// Where the flows of a PBX run; `nil` while it is another bridge's, or nobody's.
    func flows(of pbx: String?) -> OwnedFlows? {
        ports.ownership.tenure(of: ports.pbxs.standIn(for: pbx)).map(flows)
    }

    /// Where the flows of a PBX run for the length of a tenure.
    func flows(under tenure: PBXTenure) -> OwnedFlows {
        owned.withLock { owned in
            let current = owned.flows[tenure.pbx]
            if let current, current.tenure === tenure { return current }
            let flows = OwnedFlows(tenure)
            if owned.isStopping { flows.finish() }
            if current != nil, !tenure.isHeld {
                // Whoever asks has been held up: the PBX was lost, and may be this bridge's again. The epochs do not tell: those
                // of a promoted replica that has lost takeovers are smaller. Nobody takes anything up for these.
                flows.finish()
                flows.takenUp.open()
            } else {
                owned.flows[tenure.pbx] = flows
            }
            return flows
        }
    }

    /// Begins nothing new; what has begun is carried to where it can be left to the next process.
    func stop() {
        ports.ownership.stop()
        router.closeAll()
        let flows = owned.withLock { owned in
            owned.isStopping = true
            return owned.flows.values
        }
        for flows in flows { flows.finish() }
    }

    /// A logger whose lines carry the request's id, and that of its trace.
    ///
    /// - Parameter origin: the id of the HTTP request that created it; `nil` when nothing came over HTTP.
    func logger(
        for id: HelpRequestID, in trace: TraceContext? = nil, from origin: Logger.MetadataValue? = nil
    ) -> Logger {
        var logger = logger
        if let trace { logger.note(trace) }
        if let origin { logger[metadataKey: HelpRequestJournal.originKey] = origin }
        logger[metadataKey: "request"] = "\(id)"
        return logger
    }
}

extension Logger {
    /// Puts the ids of a trace on each line, under the names that OpenTelemetry gives them.
    public mutating func note(_ trace: TraceContext) {
        self[metadataKey: "trace_id"] = "\(trace.traceID)"
        self[metadataKey: "span_id"] = "\(trace.spanID)"
    }
}

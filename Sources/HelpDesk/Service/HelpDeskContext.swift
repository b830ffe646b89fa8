import ConcurrencyPrimitives
public import Logging

/// The state that all help requests share.
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
    /// The flows of each PBX that this bridge owns.
    private let owned = Locked<(flows: [String?: OwnedFlows], isStopping: Bool)>(([:], false))

    /// - Parameter phonesAtOnce: the maximum number of helpers' phones that ring at the same time.
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

    /// Returns the flows of a PBX; `nil` while another bridge, or none, owns the PBX.
    func flows(of pbx: String?) -> OwnedFlows? {
        ports.ownership.tenure(of: ports.pbxs.standIn(for: pbx)).map(flows)
    }

    /// Returns the flows of a PBX during a tenure.
    func flows(under tenure: PBXTenure) -> OwnedFlows {
        owned.withLock { owned in
            let current = owned.flows[tenure.pbx]
            if let current, current.tenure === tenure { return current }
            let flows = OwnedFlows(tenure)
            if owned.isStopping { flows.finish() }
            if current != nil, !tenure.isHeld {
                // The caller was delayed: the PBX was lost, and this bridge may have regained it. Epochs cannot show
                // that, because those of a promoted replica that lost takeovers are lower. These flows resume nothing.
                flows.finish()
                flows.takenUp.open()
            } else {
                owned.flows[tenure.pbx] = flows
            }
            return flows
        }
    }

    /// Stops starting new work, and brings running flows to a point where the next process can take over.
    func stop() {
        ports.ownership.stop()
        router.closeAll()
        let flows = owned.withLock { owned in
            owned.isStopping = true
            return owned.flows.values
        }
        for flows in flows { flows.finish() }
    }

    /// Returns a logger whose lines carry the ids of the request and of its trace.
    ///
    /// - Parameter origin: the id of the HTTP request that created it; `nil` if it did not come over HTTP.
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
    /// Adds the ids of a trace to each line, under OpenTelemetry's names.
    public mutating func note(_ trace: TraceContext) {
        self[metadataKey: "trace_id"] = "\(trace.traceID)"
        self[metadataKey: "span_id"] = "\(trace.spanID)"
    }
}

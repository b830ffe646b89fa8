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
    /// New work for ``HelpDeskService/run()``.
    let arrivals: AsyncStream<Arrival>
    let arrivalQueue: AsyncStream<Arrival>.Continuation

    enum Arrival: Sendable {
        /// A request that is on disk.
        case request(HelpRequestSession)
        /// Somebody dialled a code, on the PBX with this id, and has to be told why they are not connected.
        case rejection(ChannelID, on: String?, saying: PromptKind, Route?)
    }

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
        (arrivals, arrivalQueue) = AsyncStream.makeStream()
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

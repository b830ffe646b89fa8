import Logging

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
        /// Somebody dialled a code and has to be told why they are not connected.
        case rejection(ChannelID, saying: PromptKind, Route?)
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

    /// A logger whose lines carry the request's id.
    ///
    /// - Parameter origin: the id of the HTTP request that created it; `nil` when nothing came over HTTP.
    func logger(for id: HelpRequestID, from origin: Logger.MetadataValue? = nil) -> Logger {
        var logger = logger
        if let origin { logger[metadataKey: HelpRequestJournal.originKey] = origin }
        logger[metadataKey: "request"] = "\(id)"
        return logger
    }
}

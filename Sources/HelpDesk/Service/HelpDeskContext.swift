import Logging

/// What the requests of one desk share.
final class HelpDeskContext: Sendable {
    let ports: HelpDeskPorts
    let policy: DialPolicy
    let logger: Logger
    let mailboxes = Mailboxes()
    let openRequests = OpenRequests()
    let history = HelperHistory()
    let line = WaitingLine()
    let deadlines = Deadlines()
    /// Those who have something to do.
    let arrivals: AsyncStream<Arrival>
    /// What is to be found out or made meanwhile.
    let errands: AsyncStream<Errand>
    let door: AsyncStream<Arrival>.Continuation
    let errandDoor: AsyncStream<Errand>.Continuation

    enum Arrival: Sendable {
        /// A request for which something has come.
        case request(HelpRequestSession)
        /// Somebody who has dialled a code and is to be told why he gets nobody.
        case turnaway(ChannelID, saying: PromptKind, Route?)
    }

    init(ports: HelpDeskPorts, policy: DialPolicy, logger: Logger) {
        self.ports = ports
        self.policy = policy
        self.logger = logger
        (arrivals, door) = AsyncStream.makeStream()
        (errands, errandDoor) = AsyncStream.makeStream()
    }

    /// One whose lines carry the request's id.
    func logger(for id: HelpRequestID) -> Logger {
        var logger = logger
        logger[metadataKey: "request"] = "\(id)"
        return logger
    }
}

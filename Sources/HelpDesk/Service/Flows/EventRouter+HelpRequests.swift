/// Events for help requests that do not come from the PBX.
extension EventRouter {
    /// The session of an open help request; `nil` also where the flow is another one's.
    func session(of id: CallID) -> HelpRequestSession? {
        receiver(of: id) as? HelpRequestSession
    }

    /// Gives an event to one request; `false` when this process does not have it open.
    @discardableResult
    func post(_ event: CallFlow.Event, to id: HelpRequestID) -> Bool {
        guard let session = session(of: CallID(id)) else { return false }
        session.post(event)
        return true
    }

    /// Asks something of one request.
    ///
    /// - Returns: the answer; `nil` when this process does not have the request open, or not any more.
    func ask(_ event: CallFlow.Event, of id: HelpRequestID) async -> OrderAnswer? {
        await withCheckedContinuation { continuation in
            let reply = Reply(continuation)
            session(of: CallID(id))?.post(event, reply: reply)
        }
    }

    /// Gives an event to every open request.
    ///
    /// - Parameter event: made while nobody else can make one, so that the event posted last is also the newest.
    func postToRequests(_ event: () -> CallFlow.Event) {
        withReceivers { receivers in
            let event = event()
            for receiver in receivers { (receiver as? HelpRequestSession)?.post(event) }
        }
    }
}

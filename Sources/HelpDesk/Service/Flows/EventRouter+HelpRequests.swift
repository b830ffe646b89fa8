/// Events for help requests from sources other than the PBX.
extension EventRouter {
    /// Returns the session of an open help request; `nil` also if the flow is not a help request's.
    func session(of id: CallID) -> HelpRequestSession? {
        receiver(of: id) as? HelpRequestSession
    }

    /// Sends an event to one request, and returns `false` if the request is not open in this process.
    @discardableResult
    func post(_ event: CallFlow.Event, to id: HelpRequestID) -> Bool {
        guard let session = session(of: CallID(id)) else { return false }
        session.post(event)
        return true
    }

    /// Sends an order to one request, and waits for the answer.
    ///
    /// - Returns: the answer; `nil` if the request is not open in this process, or no longer.
    func ask(_ event: CallFlow.Event, of id: HelpRequestID) async -> OrderAnswer? {
        await withCheckedContinuation { continuation in
            let reply = Reply(continuation)
            session(of: CallID(id))?.post(event, reply: reply)
        }
    }

    /// Sends an event to every open request.
    ///
    /// - Parameter event: creates the event under the router's lock, so that the event posted last is also the newest.
    func postToRequests(_ event: () -> CallFlow.Event) {
        withReceivers { receivers in
            let event = event()
            for receiver in receivers { (receiver as? HelpRequestSession)?.post(event) }
        }
    }
}

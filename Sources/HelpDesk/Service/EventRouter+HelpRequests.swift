/// What help requests are told by others than the PBX.
extension EventRouter {
    private func session(of id: HelpRequestID) -> HelpRequestSession? {
        receiver(of: CallID(id)) as? HelpRequestSession
    }

    /// Gives an event to one request; `false` when it is not open here.
    @discardableResult
    func post(_ event: CallFlow.Event, to id: HelpRequestID) -> Bool {
        guard let session = session(of: id) else { return false }
        session.post(event)
        return true
    }

    /// Asks something of one request.
    ///
    /// - Returns: what came of it; `nil` when the request is not open here, or not any more.
    func ask(_ event: CallFlow.Event, of id: HelpRequestID) async -> Answer? {
        await withCheckedContinuation { continuation in
            let reply = Reply(continuation)
            session(of: id)?.post(event, reply: reply)
        }
    }

    /// Gives an event to every request that is open here.
    ///
    /// - Parameter event: made at a moment at which nobody else makes one: what is posted last is also the newest.
    func postToRequests(_ event: () -> CallFlow.Event) {
        withReceivers { receivers in
            let event = event()
            for receiver in receivers { (receiver as? HelpRequestSession)?.post(event) }
        }
    }
}

import ConcurrencyPrimitives

/// Orders to open requests, whichever bridge runs them.
extension HelpDeskService {
    public func cancel(_ id: HelpRequestID) async throws(HelpDeskError) -> HelpRequest {
        let answer = try await ask(.cancel, of: id)
        let cancelled: HelpRequest
        if case .followed(let request) = answer {
            cancelled = request
        } else {
            guard let request = try await stored(id) else { throw .unknownRequest(id.text) }
            // Nobody has answered, or nobody has the PBX at the moment.
            if answer == nil, !request.state.isEnd { throw .notRunning }
            // The legs are hung up even if that cannot be stored.
            guard case .notStored = answer else { return request }
            cancelled = request
        }
        await ports.audit.note("cancelled", "help_request", id.text)
        return cancelled
    }

    /// Sends an order to a request, whichever bridge runs its flow.
    ///
    /// - Returns: the answer; `nil` if the request is not open, or no answer came.
    func ask(_ order: ForwardedOrder, of id: HelpRequestID) async throws(HelpDeskError) -> OrderAnswer? {
        if router.contains(CallID(id)) { return await router.ask(order.event, of: id) }
        guard let request = try await stored(id), !request.state.isEnd else { return nil }
        return try await ask(order, of: request)
    }

    /// Sends an order to a request that was open when it was read, without reading it again.
    func ask(_ order: ForwardedOrder, of request: HelpRequest) async throws(HelpDeskError) -> OrderAnswer? {
        if router.contains(CallID(request.id)) { return await router.ask(order.event, of: request.id) }
        let pbx = ExtensionAddress(request.operator).pbx
        guard let forwarding = ports.forwarding else {
            await takingUp(on: pbx)
            return await router.ask(order.event, of: request.id)
        }
        return try await accessingStore { try await forwarding.forward(order, to: request.id, on: pbx) }
    }

    /// Waits until the requests that an earlier process left open run here.
    func takingUp(on pbx: String?) async {
        await context.flows(of: pbx)?.takenUp.wait()
    }
}

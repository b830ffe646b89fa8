import JSON

extension WebhookMapping {
    /// More than any CRM sends in one delivery.
    private static let maximumCalls = 100

    /// Evaluates the mapping for a delivery.
    func reading(in scope: JQScope) async throws(WebhookRefusal) -> WebhookReader.Reading {
        let output: JSONTree?
        do {
            if let accept, try await !accept.isTrue(over: scope) { return .uninteresting }
            output = try await request.first(over: scope)
        } catch {
            throw WebhookRefusal(error)
        }
        guard case .array(let calls)? = output else { return .call(try WebhookCall(output ?? .null)) }
        guard calls.count <= Self.maximumCalls else {
            throw .invalid(
                "webhook.request gives \(calls.count) calls for help; \(Self.maximumCalls) are taken at once")
        }
        if calls.count == 1 { return .call(try WebhookCall(calls[0])) }
        return calls.isEmpty
            ? .uninteresting
            : .calls(calls.map { call in Result { () throws(WebhookRefusal) in try WebhookCall(call) } })
    }
}

extension WebhookReader.Reading {
    /// Returns the reading with the delivery's id for each call without its own id.
    func named(_ id: String) -> Self {
        func named(_ call: WebhookCall, _ id: String) -> WebhookCall {
            var call = call
            call.deliveryId = call.deliveryId ?? id
            return call
        }
        return switch self {
        case .uninteresting: self
        case .call(let call): .call(named(call, id))
        case .calls(let calls):
            .calls(calls.enumerated().map { index, call in call.map { named($0, "\(id) \(index)") } })
        }
    }
}

import JSON

extension WebhookMapping {
    /// The token in a delivery's body, where the signature says that it is there.
    ///
    /// - Parameter scope: what the program that finds it runs over; only asked for where there is one.
    /// - Throws: ``WebhookRefusal`` when the body cannot be read, or the program needs more than it may.
    func bodyToken(in scope: () async throws(WebhookRefusal) -> JQScope) async throws(WebhookRefusal) -> String? {
        guard let token else { return nil }
        let scope = try await scope()
        do {
            // A program that fails over a body without a token has found none.
            return try await token.firstIfItGoes(over: scope)?.scalarText
        } catch {
            let refusal = WebhookRefusal(error)
            // Nothing is proven yet.
            if case .invalid(let problem, _) = refusal { throw .unproven(problem) }
            throw refusal
        }
    }
}

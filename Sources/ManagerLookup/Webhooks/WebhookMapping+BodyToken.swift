import JSON

extension WebhookMapping {
    /// Returns the token in a delivery's body, if the signature places it there.
    ///
    /// - Parameter scope: the input of the program that finds the token; only called if there is a program.
    /// - Throws: ``WebhookRefusal`` if the body cannot be read, or the program exceeds its budget.
    func bodyToken(in scope: () async throws(WebhookRefusal) -> JQScope) async throws(WebhookRefusal) -> String? {
        guard let token else { return nil }
        let scope = try await scope()
        do {
            // A program fails on a body without a token.
            return try await token.firstIfItGoes(over: scope)?.scalarText
        } catch {
            let refusal = WebhookRefusal(error)
            // Nothing is proven yet.
            if case .invalid(let problem, _) = refusal { throw .unproven(problem) }
            throw refusal
        }
    }
}

extension WebhookRefusal {
    /// Converts an error of a mapping's program.
    ///
    /// The sender learns what to fix, but nothing about our files.
    init(_ error: any Error) {
        switch error {
        case ManagerLookupError.program(_, _, let field, _, let problem),
            ManagerLookupError.budget(_, _, let field, let problem):
            self = .invalid("\(field): jq: \(problem)")
        default:
            self = .misconfigured("\((error as? LookupFailure)?.detail ?? "\(error)")")
        }
    }
}

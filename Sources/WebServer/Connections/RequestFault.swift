/// Why the rest of a request is not waited for.
enum RequestFault: Error, Equatable {
    /// Its body takes longer than a body may.
    case slowBody
    /// Its body is larger than any may be.
    case largeBody(limit: Int)

    /// What whoever reads the body answers.
    var problem: Problem {
        switch self {
        case .slowBody: .slowBody
        case .largeBody(let limit): .bodyTooLarge(limit: limit)
        }
    }
}

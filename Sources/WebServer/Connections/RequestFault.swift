/// Why the rest of a request is not read.
enum RequestFault: Error, Equatable {
    /// Its body takes longer than a body may.
    case slowBody
    /// Its body is larger than any may be.
    case largeBody(limit: Int)

    /// The answer that the reader of the body gives.
    var problem: Problem {
        switch self {
        case .slowBody: .slowBody
        case .largeBody(let limit): .bodyTooLarge(limit: limit)
        }
    }
}

/// The reason why the rest of a request is not read.
enum RequestFault: Error, Equatable {
    /// The body takes too long.
    case slowBody
    /// The body is larger than the limit.
    case largeBody(limit: Int)

    /// The problem that the reader of the body answers with.
    var problem: Problem {
        switch self {
        case .slowBody: .slowBody
        case .largeBody(let limit): .bodyTooLarge(limit: limit)
        }
    }
}

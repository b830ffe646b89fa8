/// The author and address of an order, for the audit log.
///
/// A task-local value, set when an order arrives and read when it is logged, so that it need not be passed along.
public struct Origin: Sendable, Equatable {
    @TaskLocal public static var current: Origin?

    /// The credential, the user, or the command.
    public var author: String
    /// The client's address; `nil` for commands run on the machine itself.
    public var address: String?

    public init(author: String, address: String?) {
        self.author = author
        self.address = address
    }

    /// Runs an operation on behalf of an author, and keeps the current address.
    public static func with<Result>(
        author: String, isolation: isolated (any Actor)? = #isolation, _ work: () async throws -> Result
    ) async rethrows -> Result {
        try await $current.withValue(Origin(author: author, address: current?.address)) { try await work() }
    }
}

/// Who gives an order, and from where: for the audit log.
///
/// It goes with the task, from where the order comes in to where it is noted, so that nothing between has to pass it on.
public struct Origin: Sendable, Equatable {
    @TaskLocal public static var current: Origin?

    /// The credential, the user, or the command.
    public var author: String
    /// The client's address; `nil` for who sits at the machine itself.
    public var address: String?

    public init(author: String, address: String?) {
        self.author = author
        self.address = address
    }

    /// Does something in somebody's name, from where it was asked for.
    public static func with<Result>(
        author: String, isolation: isolated (any Actor)? = #isolation, _ work: () async throws -> Result
    ) async rethrows -> Result {
        try await $current.withValue(Origin(author: author, address: current?.address)) { try await work() }
    }
}

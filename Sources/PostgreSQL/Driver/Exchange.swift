/// Statements that are sent together, and who waits for what they come to.
struct Exchange: Sendable {
    typealias ID = UInt64

    /// Which connection carries it.
    enum Place: Sendable, Equatable {
        /// Any that is free, which is free again afterwards.
        case any
        /// Any that is free, which is lent from then on.
        case borrow
        /// One that was lent.
        case lent(ServerConnection.ID)
        /// One that was lent, which is free again afterwards.
        case returning(ServerConnection.ID)
    }

    struct Reply: Sendable {
        let results: [PostgreSQLResult]
        let connection: ServerConnection.ID
    }

    let id: ID
    let statements: [PostgreSQLStatement]
    let place: Place
    let deadline: ContinuousClock.Instant
    /// Called once: on the driver's thread, where it must return at once, or by the caller where the driver has ended.
    let completion: @Sendable (Result<Reply, any Error>) -> Void

    /// Whether the caller has the connection afterwards. Who could not borrow it does not know of it.
    func isKept(after outcome: Result<[PostgreSQLResult], PostgreSQLError>) -> Bool {
        switch place {
        case .any, .returning: false
        case .lent: true
        case .borrow: (try? outcome.get()) != nil
        }
    }
}

/// Statements that are sent together, and the completion for their results.
struct Exchange: Sendable {
    typealias ID = UInt64

    /// The connection that an exchange uses.
    enum Place: Sendable, Equatable {
        /// Any free connection, which is freed afterwards.
        case any
        /// Any free connection, which is then checked out.
        case checkOut
        /// A checked-out connection.
        case checkedOut(ServerConnection.ID)
        /// A checked-out connection, which is freed afterwards.
        case checkIn(ServerConnection.ID)
    }

    struct Reply: Sendable {
        let results: [PostgreSQLResult]
        let connection: ServerConnection.ID
    }

    let id: ID
    let statements: [PostgreSQLStatement]
    let place: Place
    let deadline: ContinuousClock.Instant
    /// Called once: on the driver's thread, where it must return at once, or by the caller if the driver has ended.
    let completion: @Sendable (Result<Reply, any Error>) -> Void

    /// Whether the caller has the connection checked out afterwards; after a failed check-out it does not know the
    /// connection.
    func isKept(after outcome: Result<[PostgreSQLResult], PostgreSQLError>) -> Bool {
        switch place {
        case .any, .checkIn: false
        case .checkedOut: true
        case .checkOut: (try? outcome.get()) != nil
        }
    }
}

/// Statements that are sent together, with their completion handler.
struct Exchange: Sendable {
    typealias ID = UInt64

    /// The connection that carries an exchange.
    enum Place: Sendable, Equatable {
        /// Any free connection; it is free again afterwards.
        case any
        /// Any free connection; it is checked out afterwards.
        case checkOut
        /// A checked-out connection.
        case checkedOut(ServerConnection.ID)
        /// A checked-out connection; it is free again afterwards.
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

    /// Whether the caller keeps the connection; after a failed check-out the caller does not know it.
    func isKept(after outcome: Result<[PostgreSQLResult], PostgreSQLError>) -> Bool {
        switch place {
        case .any, .checkIn: false
        case .checkedOut: true
        case .checkOut: (try? outcome.get()) != nil
        }
    }
}

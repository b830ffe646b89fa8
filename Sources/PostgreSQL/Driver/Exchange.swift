/// Statements that are sent together, and who waits for what they come to.
struct Exchange: Sendable {
    typealias ID = UInt64

    /// Which connection carries it.
    enum Place: Sendable, Equatable {
        /// Any that is free, which is free again afterwards.
        case any
        /// Any that is free, which is checked out from then on.
        case checkOut
        /// One that is checked out.
        case checkedOut(ServerConnection.ID)
        /// One that is checked out, which is free again afterwards.
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
    /// Called once: on the driver's thread, where it must return at once, or by the caller where the driver has ended.
    let completion: @Sendable (Result<Reply, any Error>) -> Void

    /// Whether the caller has the connection afterwards. Who could not check it out does not know of it.
    func isKept(after outcome: Result<[PostgreSQLResult], PostgreSQLError>) -> Bool {
        switch place {
        case .any, .checkIn: false
        case .checkedOut: true
        case .checkOut: (try? outcome.get()) != nil
        }
    }
}

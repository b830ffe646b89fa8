import ConcurrencyPrimitives

extension ThreadPool {
    /// Threads for SQLite's blocking file operations: opening, closing, copying.
    ///
    /// There are enough for one long copy and several tasks that wait for a lock in the meantime.
    static let database = ThreadPool(count: 8, name: "database")
}

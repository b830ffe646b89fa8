import ConcurrencyPrimitives

extension ThreadPool {
    /// For the work on files that SQLite does synchronously: opening, closing, copying. There is room for a copy that
    /// takes long, and for some who wait for a lock meanwhile.
    static let database = ThreadPool(count: 8, name: "database")
}

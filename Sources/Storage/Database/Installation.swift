public import HelpDesk

/// The identity that distinguishes this installation from others that share a PBX with it.
public struct Installation: Sendable, Equatable {
    /// 32 hexadecimal digits, generated when the database was created or first upgraded to have a name.
    public let name: String
    /// The requests that were open when the name was drawn, and may still be: their channels on the PBX do not carry
    /// it.
    public let unmarkedRequests: Set<HelpRequestID>
}

extension SQLDatabase {
    /// - Throws: `StorageError`.
    package func installation() async throws -> Installation {
        try await read { db in
            guard let name = try db.value(String.self, sql: "SELECT name FROM installation") else {
                throw StorageError.unreadableRow(table: "installation", id: "1", reason: "it is missing")
            }
            let unmarked = try db.rows(
                sql: "SELECT u.id FROM unmarked_requests AS u JOIN help_requests AS r ON r.id = u.id WHERE r.isOpen")
            return Installation(
                name: name, unmarkedRequests: Set(try unmarked.compactMap { HelpRequestID(try $0.string("id")) }))
        }
    }
}

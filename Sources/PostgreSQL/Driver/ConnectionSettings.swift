import CPQ
import ConcurrencyPrimitives
import Glibc

/// The keywords that a connection is made with.
struct ConnectionSettings: Sendable {
    private let keywords: [(name: String, value: String)]

    /// - Throws: ``PostgreSQLError/invalid(_:)`` when libpq cannot read the address.
    init(_ configuration: PostgreSQLPool.Configuration) throws(PostgreSQLError) {
        let given = try Self.parse(configuration.url)
        // Later ones go before earlier ones, so that an address that says the same stands.
        var keywords = [
            ("fallback_application_name", configuration.applicationName),
            ("connect_timeout", "\(max(2, configuration.connectTimeout.components.seconds))"),
            // Of a server whose machine is gone nobody says so: what is sent and not acknowledged counts.
            ("tcp_user_timeout", "\(configuration.timeout.wholeMilliseconds)"),
            // While an answer is waited for nothing is sent.
            ("keepalives_idle", "5"), ("keepalives_interval", "5"), ("keepalives_count", "2"),
            ("dbname", configuration.url),
        ]
        if let password = configuration.password { keywords.append(("password", password)) }
        keywords.append(("client_encoding", "UTF8"))
        keywords.append(("options", Self.options(configuration, given["options"])))
        self.keywords = keywords
    }

    /// For how long a transaction may have nothing to do, in milliseconds: the one of a bridge that was frozen keeps everybody
    /// else from committing.
    private static let maximumIdleTransaction = 2_000

    /// The server gives up when we do, and nobody who was frozen in the middle of a transaction holds its locks for long. Of
    /// a client whose machine is gone it learns within 15 seconds, rather than after the two hours of most systems.
    private static func options(_ configuration: PostgreSQLPool.Configuration, _ own: String?) -> String {
        let milliseconds = configuration.timeout.wholeMilliseconds
        let idle = min(milliseconds, maximumIdleTransaction)
        return "-c statement_timeout=\(milliseconds) -c idle_in_transaction_session_timeout=\(idle)"
            + " -c tcp_keepalives_idle=5 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=2"
            + (own.map { " \($0)" } ?? "")
    }

    /// What an address says.
    private static func parse(_ url: String) throws(PostgreSQLError) -> [String: String] {
        var message: UnsafeMutablePointer<CChar>?
        guard let options = PQconninfoParse(url, &message) else {
            defer { PQfreemem(message) }
            // libpq's words may repeat the address, which may hold the password.
            throw .invalid("the address of the database is not one that libpq can read")
        }
        defer { PQconninfoFree(options) }
        var values: [String: String] = [:]
        var option = options
        while let keyword = option.pointee.keyword {
            if let value = option.pointee.val { values[String(cString: keyword)] = String(cString: value) }
            option += 1
        }
        return values
    }

    /// Connects, on a thread that may wait: for name servers, and for one host after the other until one of them is what
    /// `target_session_attrs` asks for.
    func connect() throws(PostgreSQLError) -> ConnectionHandle {
        let names = keywords.map { strdup($0.name) }
        let values = keywords.map { strdup($0.value) }
        defer { for string in names + values { free(string) } }
        let connection = (names.map { UnsafePointer($0) } + [nil]).withUnsafeBufferPointer { names in
            (values.map { UnsafePointer($0) } + [nil]).withUnsafeBufferPointer { values in
                PQconnectdbParams(names.baseAddress, values.baseAddress, 1)
            }
        }
        guard let connection else { throw .unavailable("no memory for libpq") }
        let handle = ConnectionHandle(connection)
        guard PQstatus(connection) == CONNECTION_OK else {
            let reason = handle.message
            handle.close()
            throw .cannotConnect(reason)
        }
        cpq_silence(connection)
        guard PQsetnonblocking(connection, 1) == 0, PQenterPipelineMode(connection) == 1 else {
            handle.close()
            throw .unavailable("libpq has no pipeline mode")
        }
        return handle
    }
}

/// A connection of libpq on its way from the thread that made it to the one that uses it.
struct ConnectionHandle: @unchecked Sendable {  // used by one thread at a time: the maker's, then the driver's
    let pointer: OpaquePointer

    init(_ pointer: OpaquePointer) {
        self.pointer = pointer
    }

    /// What libpq says last, in one line.
    var message: String {
        String(cString: PQerrorMessage(pointer)).split(whereSeparator: \.isNewline).joined(separator: "; ")
    }

    func close() {
        PQfinish(pointer)
    }
}

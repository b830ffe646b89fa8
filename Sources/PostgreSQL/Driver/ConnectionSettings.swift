import CPQ
import ConcurrencyPrimitives
import Glibc

/// The libpq keywords for opening a connection.
struct ConnectionSettings: Sendable {
    private let keywords: [(name: String, value: String)]

    /// - Throws: ``PostgreSQLError/invalid(_:)`` if libpq cannot read the address.
    init(_ configuration: PostgreSQLPool.Configuration) throws(PostgreSQLError) {
        let given = try Self.parse(configuration.url)
        // Later keywords override earlier ones, so that the address wins over what precedes it.
        var keywords = [
            ("fallback_application_name", configuration.applicationName),
            ("connect_timeout", "\(max(2, configuration.connectTimeout.components.seconds))"),
            // A host that is down does not close its connections: unacknowledged data ends one after this time.
            ("tcp_user_timeout", "\(configuration.timeout.wholeMilliseconds)"),
            // Nothing is sent while waiting for an answer, so only keepalives detect a dead host then.
            ("keepalives_idle", "5"), ("keepalives_interval", "5"), ("keepalives_count", "2"),
            ("dbname", configuration.url),
        ]
        if let password = configuration.password { keywords.append(("password", password)) }
        keywords.append(("client_encoding", "UTF8"))
        keywords.append(("options", Self.options(configuration, given["options"])))
        self.keywords = keywords
    }

    /// The longest time that a transaction may be idle, in milliseconds.
    ///
    /// The open transaction of a frozen bridge keeps all other bridges from committing.
    private static let maximumIdleTransaction = 2_000

    /// Makes the server time out when we do, so that a client that froze in a transaction does not hold its locks for
    /// long.
    ///
    /// The server detects a client whose machine is down within 15 seconds, instead of the two hours that most systems
    /// default to.
    private static func options(_ configuration: PostgreSQLPool.Configuration, _ own: String?) -> String {
        let milliseconds = configuration.timeout.wholeMilliseconds
        let idle = min(milliseconds, maximumIdleTransaction)
        return "-c statement_timeout=\(milliseconds) -c idle_in_transaction_session_timeout=\(idle)"
            + " -c tcp_keepalives_idle=5 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=2"
            + (own.map { " \($0)" } ?? "")
    }

    /// Returns the keywords in an address.
    private static func parse(_ url: String) throws(PostgreSQLError) -> [String: String] {
        var message: UnsafeMutablePointer<CChar>?
        guard let options = PQconninfoParse(url, &message) else {
            defer { PQfreemem(message) }
            // libpq's message may repeat the address, which may contain the password.
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

    /// Connects, blocking the thread: for name resolution, and for each host in turn until one matches
    /// `target_session_attrs`.
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

/// A libpq connection on its way from the thread that opened it to the thread that uses it.
struct ConnectionHandle: @unchecked Sendable {  // used by one thread at a time: the maker's, then the driver's
    let pointer: OpaquePointer

    init(_ pointer: OpaquePointer) {
        self.pointer = pointer
    }

    /// The last error message of libpq, in one line.
    var message: String {
        String(cString: PQerrorMessage(pointer)).split(whereSeparator: \.isNewline).joined(separator: "; ")
    }

    func close() {
        PQfinish(pointer)
    }
}

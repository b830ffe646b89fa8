import Foundation

/// Two servers, one of which copies the other.
extension PostgreSQLServer {
    /// Starts a server that copies another one, which from now on waits for it with each commit.
    public static func replica(of primary: PostgreSQLServer) async throws -> PostgreSQLServer {
        let replica = try await PostgreSQLServer.emptyFolder()
        try await replica.rebuild(asReplicaOf: primary)
        return replica
    }

    /// Starts it anew as a copy of another one, whatever it was before.
    public func rebuild(asReplicaOf primary: PostgreSQLServer) async throws {
        try await shell(
            """
            rm -rf \(folder.path)/data
            \(Self.account)\(Self.programs)/pg_basebackup -h \(primary.folder.path) -U helpbridge -D \(folder.path)/data \
            -R -X stream -c fast --no-sync >> \(folder.path)/log 2>&1
            """)
        try await resume()
        try await primary.query("ALTER SYSTEM SET synchronous_standby_names = '*'")
        try await primary.query("SELECT pg_reload_conf()")
        try await waitUntilStreaming(from: primary)
    }

    /// Waits until the other one waits for this one with each commit.
    public func waitUntilStreaming(from primary: PostgreSQLServer) async throws {
        try await shell(
            """
            until [ "$(\(Self.psql(primary)) "SELECT sync_state FROM pg_stat_replication")" = sync ]; do sleep 0.05; done
            """)
    }

    /// Makes a replica take writes, and waits until it does.
    public func promote() async throws {
        try await shell(
            """
            \(Self.psql(self)) "SELECT pg_promote(true)" > /dev/null
            \(Self.psql(self)) "ALTER SYSTEM RESET synchronous_standby_names"
            \(Self.psql(self)) "SELECT pg_reload_conf()" > /dev/null
            """)
    }

    /// One statement, from outside of every pool.
    ///
    /// - Returns: the rows of its answer, a line each, their columns apart by `|`.
    @discardableResult
    public func query(_ sql: String) async throws -> [String] {
        try await shell("\(Self.psql(self)) \"\(sql)\"").split(separator: "\n").map(String.init)
    }

    private static func psql(_ server: PostgreSQLServer) -> String {
        "\(programs)/psql -h \(server.folder.path) -U helpbridge -d postgres -XAtc"
    }

    @discardableResult
    private func shell(_ script: String) async throws -> String {
        let child = try ChildProcess(["/bin/sh", "-ec", script], errorFile: folder.appendingPathComponent("log").path)
        let output = await child.read()
        let code = child.waitForExit().exitCode
        guard code == 0 else {
            let log = (try? String(contentsOf: folder.appendingPathComponent("log"), encoding: .utf8)) ?? "no log"
            throw ChildProcess.Failure(reason: "\(script) ended with \(code): \(log.suffix(2_000))")
        }
        return output
    }
}

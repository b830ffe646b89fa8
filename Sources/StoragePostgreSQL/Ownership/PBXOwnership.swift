import PostgreSQL
package import Storage

/// Which bridge owns which PBX: a row with an owner, an epoch and a lease for each.
///
/// The lease runs by the clock of the database's server; bridges' clocks are never compared. Each owner begins a new epoch,
/// which its commits check (``Claim/check``). See `Documentation/Decisions/several-bridges.md`.
package struct PBXOwnership: Sendable {
    /// A PBX that is this bridge's.
    package struct Claim: Sendable, Equatable {
        package let pbx: String
        /// Grows with each owner.
        package let epoch: Int64
        /// Until when orders may go out, by the clock that also runs while the machine sleeps.
        package let heldUntil: ContinuousClock.Instant

        /// Whether an order may go out at a moment: whoever was frozen looks here first.
        package func isHeld(at instant: ContinuousClock.Instant = .now) -> Bool { instant < heldUntil }

        /// Within a transaction: gives one row where the PBX is still this owner's, and keeps it so until the commit.
        package var check: SQLStatement {
            SQLStatement(
                "SELECT epoch FROM pbx_owners WHERE pbx = ? AND epoch = ? FOR SHARE", [.text(pbx), .integer(epoch)])
        }
    }

    private let database: PostgreSQLDatabase
    private let bridge: String
    private let lease: Duration
    private let margin: Duration
    private let now: @Sendable () -> ContinuousClock.Instant

    /// - Parameters:
    ///   - database: where the bridges meet.
    ///   - bridge: by which this one is known there.
    ///   - lease: for how long a PBX is owned without being renewed.
    ///   - margin: how much earlier the owner stops ordering than another one may begin.
    ///   - now: the clock.
    package init(
        database: PostgreSQLDatabase, bridge: String, lease: Duration = .seconds(5), margin: Duration = .seconds(1),
        now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }
    ) {
        self.database = database
        self.bridge = bridge
        self.lease = lease
        self.margin = margin
        self.now = now
    }

    /// Takes a PBX that nobody owns, or whose owner's lease has run out, and begins an epoch.
    ///
    /// - Returns: `nil` while another bridge, or this one, owns it.
    /// - Throws: `StorageError`.
    package func acquire(_ pbx: String) async throws -> Claim? {
        let asked = now()
        let rows = try await database.rows(
            PostgreSQLStatement(
                """
                INSERT INTO pbx_owners (pbx, owner, epoch, expiresAt)
                VALUES ($1, $2, 1, clock_timestamp() + make_interval(secs => $3))
                ON CONFLICT (pbx) DO UPDATE SET
                    owner = excluded.owner, epoch = pbx_owners.epoch + 1, expiresAt = excluded.expiresAt
                WHERE pbx_owners.expiresAt <= clock_timestamp() RETURNING epoch
                """, [.text(pbx), .text(bridge), .real(lease / .seconds(1))]))
        return try rows.first.map { claim(pbx, try $0.integer("epoch"), asked) }
    }

    /// Goes on owning a PBX.
    ///
    /// - Returns: `nil` when it is another bridge's by now. One whose lease has run out and that nobody has taken is kept: no
    ///   other epoch has begun.
    /// - Throws: `StorageError`; the claim holds on until its end.
    package func renew(_ claim: Claim) async throws -> Claim? {
        let asked = now()
        let rows = try await database.rows(
            PostgreSQLStatement(
                """
                UPDATE pbx_owners SET expiresAt = clock_timestamp() + make_interval(secs => $3)
                WHERE pbx = $1 AND epoch = $2 RETURNING epoch
                """, [.text(claim.pbx), .integer(claim.epoch), .real(lease / .seconds(1))]))
        return rows.isEmpty ? nil : self.claim(claim.pbx, claim.epoch, asked)
    }

    /// Lets others have a PBX at once; nothing may be ordered or committed under the claim afterwards.
    package func release(_ claim: Claim) async throws {
        _ = try await database.rows(
            PostgreSQLStatement(
                "UPDATE pbx_owners SET expiresAt = '-infinity' WHERE pbx = $1 AND epoch = $2",
                [.text(claim.pbx), .integer(claim.epoch)]))
    }

    /// The bridge that owns a PBX at the moment; `nil` when none does.
    package func owner(of pbx: String) async throws -> String? {
        try await database.rows(
            PostgreSQLStatement(
                "SELECT owner FROM pbx_owners WHERE pbx = $1 AND expiresAt > clock_timestamp()", [.text(pbx)])
        ).first?.string("owner")
    }

    /// Counted from before the question, which the server has answered later.
    private func claim(_ pbx: String, _ epoch: Int64, _ asked: ContinuousClock.Instant) -> Claim {
        Claim(pbx: pbx, epoch: epoch, heldUntil: asked + lease - margin)
    }
}

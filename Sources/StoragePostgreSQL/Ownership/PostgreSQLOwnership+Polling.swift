import ConcurrencyPrimitives
import HelpDesk
import Logging
import PostgreSQL
import ServiceLifecycle
import Storage

/// Polling the database, and its consequences.
extension PostgreSQLOwnership {
    /// Manages what this bridge owns until the program stops, and then releases it.
    ///
    /// - Throws: `StorageError.servedElsewhere` if another program has taken this bridge's ID.
    package func run() async throws {
        try await cancelWhenGracefulShutdown {
            try await withThrowingDiscardingTaskGroup { group in
                group.addTask { await self.feed.run(self.signals[.requests]) }
                try await self.keepPolling()
                group.cancelAll()
            }
        }
        await leave()
    }

    private func keepPolling() async throws {
        var isAnswering = true
        while !Task.isCancelled {
            var pause = timing.interval
            let come = signals[.bridges].value
            do {
                pause = min(pause, try await poll())
                if !isAnswering { logger.notice("the database answers this bridge again") }
                isAnswering = true
            } catch is CancellationError {
                break
            } catch let error as StorageError {
                throw error
            } catch {
                if isAnswering { logger.warning("the database does not answer", metadata: ["error": "\(error)"]) }
                isAnswering = false
            }
            endLapsed()
            await signals[.bridges].wait(past: come, atMost: pause)
        }
    }

    /// - Returns: the time until the next poll.
    private func poll() async throws -> Duration {
        let sent = now()
        let told = feed.told
        let isReachable = isReachable.withLock { $0 }
        let renewal = state.withLock { $0.renewal(at: sent, isReachable) }
        let view = try await link.poll(renewing: renewal)
        guard view.isAlone else {
            try await regainID(at: sent)
            return timing.interval
        }
        state.withLock { state in
            state.holder = view.session
            state.displacedSince = nil
        }
        if state.withLock({ $0.session }) != view.session {
            try await link.listen()
            signals.heardAll()
            state.withLock { $0.session = view.session }
        }
        let received = now()
        let left = state.withLock { state in
            state.observe(view.owners, at: received)
            state.apply(view, after: view.hasWritten ? renewal : nil, sentAt: sent)
            return state.leaveUnreachable(at: sent, isReachable)
        }
        for id in left {
            logger.notice("a PBX that is out of reach is left to another bridge", metadata: ["pbx": "\(id)"])
        }
        feed.exists(view.revision, asked: told)
        if view.hasOrders { signals[.orders].advance() }
        try await releaseFinished()
        try await acquireFree(view)
        if renewal != nil, !view.hasWritten { return .zero }
        let rests = view.owners.values.filter { $0.bridge != bridge && $0.rest > .zero }.map(\.rest)
        return (rests.min() ?? timing.interval) + .milliseconds(2)
    }

    /// Handles that another connection holds the lock for this bridge's ID.
    ///
    /// - Throws: `StorageError.servedElsewhere` once that has lasted longer than a broken connection of ours can.
    private func regainID(at now: ContinuousClock.Instant) async throws {
        // Our own earlier connection: no other program had the ID in the meantime, so leases stay ours until they end.
        if let holder = state.withLock({ $0.holder }), try await link.end(holder) { return }
        endAll()
        guard let since = state.withLock({ $0.displacedSince }) else {
            logger.warning("another connection to the database has this bridge's id")
            state.withLock { $0.displacedSince = now }
            return
        }
        guard now - since >= timing.disconnection else { return }
        throw StorageError.servedElsewhere(database: database.name, holder: try await link.holder())
    }

    /// Ends the tenures that expired; they are not resumed, since another bridge may have owned the PBX in the
    /// meantime.
    private func endLapsed() {
        for (id, tenure) in state.withLock({ $0.tenures }) where !tenure.isHeld && !tenure.isEnded {
            logger.warning(
                "a PBX could not be kept: it is left to whichever bridge takes it", metadata: ["pbx": "\(id)"])
            tenure.end()
        }
    }

    private func endAll() {
        for tenure in state.withLock({ $0.tenures.values }) { tenure.end() }
    }

    private func releaseFinished() async throws {
        let finished = state.withLock { $0.finished }
        guard !finished.isEmpty else { return }
        try await link.release(finished.mapValues(\.epoch))
        state.withLock { state in for id in finished.keys { state.tenures[id] = nil } }
    }

    private func acquireFree(_ view: BridgeLink.View) async throws {
        let now = now()
        let (wanted, lease) = state.withLock { ($0.wanted(view, at: now), $0.lease) }
        guard !wanted.isEmpty else { return }
        let epochs: [String: Int64]
        do {
            epochs = try await link.acquire(wanted.map(\.id), seenAs: view.owners, for: lease)
        } catch let error as PostgreSQLError where error.isTransient {
            // Commits are in progress: tried again at the next poll.
            return
        }
        for subject in wanted {
            guard let epoch = epochs[subject.id] else { continue }
            // A subject that is not a PBX is named here, so that it is not taken for the default PBX.
            let pbx: String? = if case .pbx(_, let name) = subject { name } else { subject.id }
            let tenure = PBXTenure(of: pbx, epoch: epoch, until: now + lease - timing.margin, now: self.now)
            state.withLock { $0.begin(tenure, of: subject.id) }
            if case .pbx(let id, _) = subject {
                logger.notice("a PBX is this bridge's", metadata: ["pbx": "\(id)", "epoch": "\(epoch)"])
            }
            streams[subject.id]?.continuation.yield(tenure)
        }
    }

    /// Releases everything that this bridge owns.
    private func leave() async {
        endAll()
        for (_, continuation) in streams.values { continuation.finish() }
        do {
            try await link.release(state.withLock { $0.tenures.mapValues(\.epoch) })
            try await link.leave()
        } catch {
            // Others take the PBXs once the leases expire.
            logger.warning("the PBXs could not be released", metadata: ["error": "\(error)"])
        }
    }
}

public import Foundation
public import Logging
public import ServiceLifecycle

/// A service that accepts help requests and runs every open request to its end.
public final class HelpDeskService: Service {
    let context: HelpDeskContext
    let expireAfterSeconds: Int
    /// The recordings by phone; `nil` if no sounds are recorded.
    let recordings: SoundRecordingService?
    let hub: HelpRequestHub
    let keysInFlight = KeysInFlight()
    /// One per PBX, so that none waits for another.
    private let phones: [String?: PhoneStates]
    private let heartbeatInterval: Duration

    /// The number of past requests that are read to find out who helped least recently.
    private static let remembered = 200

    /// - Parameters:
    ///   - ports: the outside world.
    ///   - policy: the numbers that may be dialled.
    ///   - expireAfterSeconds: how long a request may wait while the PBX cannot be reached.
    ///   - phonesAtOnce: the maximum number of helpers' phones that ring at the same time, over all requests.
    ///   - recordings: the recordings by phone, which receive the PBX's events through the same router.
    ///   - logger: the logger; each request's lines carry its id as `request`.
    ///   - now: the clock that dates new requests.
    public convenience init(
        ports: HelpDeskPorts, policy: DialPolicy, expireAfterSeconds: Int, phonesAtOnce: Int = 100,
        recordings: SoundRecordingService? = nil, logger: Logger, now: @escaping @Sendable () -> Date = { Date() }
    ) {
        self.init(
            ports: ports, policy: policy, expireAfterSeconds: expireAfterSeconds, phonesAtOnce: phonesAtOnce,
            recordings: recordings, logger: logger, hub: HelpRequestHub(), heartbeatInterval: .seconds(15),
            clock: RequestClock.Source(dates: now))
    }

    init(
        ports: HelpDeskPorts, policy: DialPolicy, expireAfterSeconds: Int, phonesAtOnce: Int = 100,
        recordings: SoundRecordingService? = nil, logger: Logger, hub: HelpRequestHub, heartbeatInterval: Duration,
        clock: RequestClock.Source = RequestClock.Source()
    ) {
        self.recordings = recordings
        self.hub = hub
        self.heartbeatInterval = heartbeatInterval
        self.expireAfterSeconds = expireAfterSeconds
        phones = Dictionary(uniqueKeysWithValues: ports.pbxs.ids.map { ($0, PhoneStates()) })
        context = HelpDeskContext(
            ports: ports, policy: policy, logger: logger, phonesAtOnce: phonesAtOnce,
            router: recordings?.router ?? EventRouter(), clock: clock)
    }

    /// The number of open requests with a transition that could not be stored.
    ///
    /// Storing is retried, and until it succeeds nobody is rung or joined for them.
    public var requestsNotStored: Int { context.storage.count }

    /// The states of helpers' phones, by extension, at most a few seconds old; phones of unknown state are missing.
    public var phoneStates: [String: DeviceState] {
        phones.values.reduce(into: [:]) { $0.merge($1.look()) { known, _ in known } }
    }

    /// Returns the phones of a PBX that another bridge owns, as that bridge sees them.
    ///
    /// - Parameter pbx: the PBX's id; `nil` for the default one.
    /// - Returns: `nil` if this bridge owns the PBX, or its owner does not answer.
    @Sendable public func extensionsAtOwner(of pbx: String?) async -> [PBXExtension]? {
        await phoneInquiry.extensionsAtOwner(of: pbx)
    }

    var phoneInquiry: PhoneInquiry { PhoneInquiry(ports, logger) }
    var ports: HelpDeskPorts { context.ports }
    var policy: DialPolicy { context.policy }
    var logger: Logger { context.logger }
    var router: EventRouter { context.router }
    var openRequests: OpenRequests { context.openRequests }

    /// Continues the requests that an earlier process left open, then serves until graceful shutdown.
    ///
    /// A graceful stop touches no call: legs and bridges stay on the PBX, and the next process continues with them.
    public func run() async throws {
        for request in try await ports.store.requests(HelpRequestQuery(limit: Self.remembered)) {
            context.history.learn(request)
        }
        try await withGracefulShutdownHandler {
            try await withThrowingDiscardingTaskGroup { group in
                for id in self.ports.pbxs.ids {
                    group.addTask { await PBXFollower(id, self).run() }
                }
                group.addTask { await self.publishChanges() }
                group.addTask { await self.takeOverPresences() }
                group.addTask { await self.beat() }
                for (id, phones) in self.phones {
                    group.addTask {
                        await phones.run(self.phoneInquiry, on: id) {
                            self.helpers.compactMap { self.policy.dialable($0.extension) }.filter { $0.pbx == id }
                        }
                    }
                }
                group.addTask { await self.context.deadlines.run { self.router.receiver(of: $0)?.tick() } }
                try await self.serve()
                group.cancelAll()
            }
            self.hub.close()
        } onGracefulShutdown: {
            self.context.stop()
        }
    }

    /// Runs the flows of all PBXs while this bridge owns them.
    private func serve() async throws {
        try await withThrowingDiscardingTaskGroup { group in
            for id in ports.pbxs.ids {
                group.addTask {
                    for await tenure in self.ports.ownership.tenures(of: id).cancelOnGracefulShutdown() {
                        try await TenureRunner(tenure, self).run()
                    }
                }
            }
        }
    }

    /// Notifies flows and watchers of presences that were changed at another bridge.
    private func takeOverPresences() async {
        for await numbers in ports.callCenter.presencesTakenOver {
            router.postToRequests { .absent(self.ports.callCenter.current.absent) }
            for number in numbers { hub.publish(ports.callCenter.current.person(number)) }
        }
    }

    private func publishChanges() async {
        for await change in ports.store.committed {
            // Changes made at other bridges, which this bridge's flows have not reported.
            if change.request.state.isEnd { context.history.learn(change.request) }
            hub.publish(change)
        }
    }

    private func beat() async {
        // The task was cancelled because the service is stopping.
        while (try? await Task.sleep(for: heartbeatInterval)) != nil { hub.beat() }
    }
}

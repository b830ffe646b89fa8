public import HelpDesk
import TestSupport

/// One thing after another goes wrong at a ``ScaleSite``, while operators ask for help without a pause.
public struct ScaleRun {
    /// What came of it.
    public struct Outcome: Sendable {
        public var acknowledged: [HelpRequestID]
        /// Of these, those that never came to an end.
        public var lost: [HelpRequestID]
        /// What a bridge has ordered after another one had taken its PBX, without having been frozen.
        public var late: [String]
        /// What a bridge has ordered that was frozen meanwhile.
        public var lateAfterFreeze: [String]
        /// How many bridges were frozen that another one has taken a PBX from.
        var frozenOwners: Int

        /// How many of ``lateAfterFreeze`` there may be: an order is on its way for some microseconds after the last
        /// look at whether the PBX is still the bridge's, and goes out when it wakes. One that does not look gives
        /// several each time.
        public var maximumLateAfterFreeze: Int { max(1, frozenOwners / 5) }
    }

    private struct Takeover {
        var fault: ScaleFault
        var pbx: String
        var old: String
        /// Of the new owner.
        var epoch: String
        /// When the new owner has given its first order.
        var at: ContinuousClock.Instant
        var after: Duration
    }

    private let site: ScaleSite
    private let traffic: ScaleTraffic
    private var random: SeededGenerator
    private var takeovers: [Takeover] = []
    private var late: [ScaleFault: [String]] = [:]

    private init(_ site: ScaleSite, seed: UInt64) {
        self.site = site
        traffic = ScaleTraffic(site)
        random = SeededGenerator(seed: seed)
    }

    public static func play(_ wish: Wish, at site: ScaleSite) async throws -> Outcome {
        print("scale: \(wish.count) faults, HELPBRIDGE_SCALE_SEED=\(wish.seed)")
        let began = ContinuousClock.now
        var run = ScaleRun(site, seed: wish.seed)
        let traffic = run.traffic
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await traffic.run() }
            for number in 1...wish.count { try await run.fail(number, wish.kinds) }
            traffic.stop()
            try await group.waitForAll()
        }
        let outcome = Outcome(
            acknowledged: traffic.acknowledged, lost: try await traffic.unfinished(),
            late: run.late.filter { $0.key != .frozen }.flatMap(\.value),
            lateAfterFreeze: run.late[.frozen] ?? [],
            frozenOwners: run.takeovers.count { $0.fault == .frozen })
        run.report(outcome, ContinuousClock.now - began)
        return outcome
    }

    private mutating func fail(_ number: Int, _ kinds: [ScaleFault]) async throws {
        guard let fault = kinds.randomElement(using: &random),
            let pbx = site.pbx.pbxs.randomElement(using: &random)
        else { return }
        // At any moment of somebody's call.
        try await traffic.waitForMore(Int.random(in: 1...6, using: &random))
        let owner = try await site.owner(of: pbx)?.bridge
        let any = Int.random(in: 0..<ScaleSite.bridges.count, using: &random)
        // What happens to the others is worth less.
        let victim = random.chance(60) ? owner.flatMap(ScaleSite.bridges.firstIndex) ?? any : any
        let bridge = ScaleSite.bridges[victim]
        let began = ContinuousClock.now
        try await site.strike(fault, victim)
        try await traffic.waitForMore(3)
        var takeover: Takeover?
        if fault.takesOwner, owner == bridge {
            let first = try await site.firstOrder(on: pbx, after: began, notBy: bridge)
            if let owner = try await site.owner(of: pbx), owner.bridge != bridge {
                takeover = Takeover(
                    fault: fault, pbx: pbx, old: bridge, epoch: owner.epoch, at: first,
                    after: began.duration(to: first))
            }
        }
        try await site.heal(fault, victim)
        try await traffic.waitForMore(2)
        if let takeover {
            takeovers.append(takeover)
            try await lookForLateOrders(takeover)
        }
        print(
            "scale: \(number) \(fault) of \(bridge), owner of \(pbx): \(owner ?? "nobody");",
            "\(traffic.acknowledged.count) acknowledged" + (takeover.map { "; first order after \($0.after)" } ?? ""))
    }

    /// Whoever has lost a PBX orders nothing there, unless they have got it back.
    private mutating func lookForLateOrders(_ takeover: Takeover) async throws {
        // What was on its way to the PBX when the network failed arrives when it is back.
        guard takeover.fault != .cutOffFromPBX else { return }
        let orders = await site.pbx.orders().filter {
            $0.pbx == takeover.pbx && $0.bridge == takeover.old && $0.at > takeover.at
        }
        guard try await site.owner(of: takeover.pbx)?.epoch == takeover.epoch else { return }
        late[takeover.fault, default: []] += orders.map {
            "\(takeover.fault) \($0.bridge): \($0.line), \(takeover.at.duration(to: $0.at)) after the new owner's first order"
        }
    }

    private func report(_ outcome: Outcome, _ duration: Duration) {
        print(
            "scale: \(outcome.acknowledged.count) requests acknowledged in \(duration), \(outcome.lost.count) lost,",
            "\(outcome.late.count) orders of a bridge that had lost the PBX,",
            "\(outcome.lateAfterFreeze.count) of one that was frozen meanwhile;",
            traffic.outcomes.map { "\($0.value) \($0.key)" }.sorted().joined(separator: ", "))
        for fault in ScaleFault.allCases {
            let sorted = takeovers.filter { $0.fault == fault }.map(\.after).sorted()
            guard !sorted.isEmpty else { continue }
            print(
                "scale: the first order after the owner was \(fault): \(sorted.count) times,",
                "median \(sorted[sorted.count / 2]), most \(sorted[sorted.count - 1])")
        }
    }
}

import ConcurrencyPrimitives
import HelpDesk
import Testing

@testable import StoragePostgreSQL

/// What a bridge decides by what it sees of the others; no database and no clock has a say in it.
@Suite struct OwnershipStateTests {
    private let start = ContinuousClock.now
    private let clock: Locked<ContinuousClock.Instant>
    private var state = OwnershipState(
        bridge: "a", subjects: [.pbx("main", known: nil), .deliveries], timing: OwnershipTiming())

    init() {
        clock = Locked(start)
    }

    private func view(hasOthers: Bool, renewed: Set<String> = [], owners: [String: BridgeLink.Owner] = [:])
        -> BridgeLink.View
    {
        BridgeLink.View(
            isAlone: true, session: 1, hasWritten: true, renewed: renewed, owners: owners, hasOthers: hasOthers,
            revision: 0, hasOrders: false)
    }

    /// Lets the bridge have the PBX, alone.
    private mutating func ownAlone() -> PBXTenure {
        state.apply(view(hasOthers: false), after: nil, sentAt: start)
        let tenure = PBXTenure(
            of: nil, epoch: 1, until: start + .seconds(29), now: { [clock] in clock.withLock { $0 } })
        state.begin(tenure, of: "main")
        return tenure
    }

    @Test("A bridge that is no longer alone has the shorter lease before the database has it")
    mutating func shorterLease() throws {
        let tenure = ownAlone()
        state.apply(view(hasOthers: true), after: nil, sentAt: start)
        let renewal = try #require(state.renewal(at: start) { _ in true })
        #expect(renewal.lease == .seconds(1) && renewal.connected == ["main"])
        // No answer has come.
        clock.withLock { $0 = start + .milliseconds(899) }
        #expect(tenure.isHeld)
        clock.withLock { $0 = start + .milliseconds(900) }
        #expect(!tenure.isHeld)
    }

    @Test("The ownership of sending is renewed under its own name, whichever PBX is within reach")
    mutating func sending() throws {
        state.apply(view(hasOthers: true), after: nil, sentAt: start)
        state.begin(PBXTenure(of: "*deliveries", epoch: 2, until: start + .seconds(29)), of: OwnedSubject.deliveries.id)
        let renewal = try #require(state.renewal(at: start) { _ in false })
        #expect(renewal.epochs == ["*deliveries": 2] && renewal.connected == ["*deliveries"])
    }

    @Test("The renewal of a lease counts from when it was sent, and one that comes too late renews nothing")
    mutating func renewals() throws {
        let tenure = ownAlone()
        state.apply(view(hasOthers: true), after: nil, sentAt: start)
        var renewal = state.renewal(at: start) { _ in true }
        state.apply(view(hasOthers: true, renewed: ["main"]), after: renewal, sentAt: start + .milliseconds(300))
        clock.withLock { $0 = start + .milliseconds(1_199) }
        #expect(tenure.isHeld && !tenure.isEnded)
        renewal = state.renewal(at: start + .milliseconds(1_100)) { _ in true }
        clock.withLock { $0 = start + .seconds(3) }
        state.apply(view(hasOthers: true, renewed: ["main"]), after: renewal, sentAt: start + .milliseconds(1_100))
        #expect(!tenure.isHeld)
    }

    @Test("A PBX whose row is another bridge's is lost at once")
    mutating func lost() throws {
        let tenure = ownAlone()
        state.apply(view(hasOthers: true), after: nil, sentAt: start)
        let renewal = state.renewal(at: start) { _ in true }
        state.apply(view(hasOthers: true), after: renewal, sentAt: start)
        #expect(tenure.isEnded)
        #expect(state.finished.isEmpty)
        tenure.finish()
        #expect(state.finished.keys.sorted() == ["main"])
    }

    @Test("A PBX out of reach is left to others after three seconds, where there are others")
    mutating func outOfReach() throws {
        let tenure = ownAlone()
        for seconds in [0, 5, 10] {
            #expect(state.leaveUnreachable(at: start + .seconds(seconds)) { _ in false } == [])
        }
        state.apply(view(hasOthers: true), after: nil, sentAt: start)
        #expect(state.leaveUnreachable(at: start + .seconds(11)) { _ in false } == [])
        #expect(state.leaveUnreachable(at: start + .seconds(13)) { _ in true } == [])
        #expect(state.leaveUnreachable(at: start + .seconds(14)) { _ in false } == [])
        #expect(state.leaveUnreachable(at: start + .seconds(17)) { _ in false } == ["main"])
        #expect(tenure.isEnded)
        state.tenures = [:]
        #expect(state.wanted(view(hasOthers: true), at: start + .seconds(18)).map(\.id) == ["*deliveries"])
        #expect(state.wanted(view(hasOthers: true), at: start + .seconds(19)).map(\.id) == ["main", "*deliveries"])
    }

    @Test("A PBX that no bridge reaches goes round ever more slowly, until somebody has reached it")
    mutating func reachedByNobody() {
        var begin = 0
        for patience in [3, 6, 12, 24, 24] {
            _ = ownAlone()
            state.apply(view(hasOthers: true), after: nil, sentAt: start)
            #expect(state.leaveUnreachable(at: start + .seconds(begin)) { _ in false } == [])
            #expect(state.leaveUnreachable(at: start + .seconds(begin + patience - 1)) { _ in false } == [])
            #expect(state.leaveUnreachable(at: start + .seconds(begin + patience)) { _ in false } == ["main"])
            begin += patience + 10
        }
        _ = ownAlone()
        state.apply(view(hasOthers: true), after: nil, sentAt: start)
        #expect(state.leaveUnreachable(at: start + .seconds(begin)) { _ in true } == [])
        #expect(state.leaveUnreachable(at: start + .seconds(begin + 1)) { _ in false } == [])
        #expect(state.leaveUnreachable(at: start + .seconds(begin + 4)) { _ in false } == ["main"])
    }

    @Test("A lease far into the future is over once nobody has renewed it for as long as the longest one, not before")
    func leaseInFuture() {
        func isWanted(_ state: OwnershipState, after seconds: Int, expiring expiresAt: Int64) -> Bool {
            let owner = BridgeLink.Owner(
                bridge: "b", epoch: 1, isConnected: true, expiresAt: expiresAt, rest: .seconds(600))
            let view = view(hasOthers: false, owners: ["main": owner, "*deliveries": owner])
            var state = state
            state.observe(view.owners, at: start + .seconds(seconds))
            return !state.wanted(view, at: start + .seconds(seconds)).isEmpty
        }
        let owner = BridgeLink.Owner(bridge: "b", epoch: 1, isConnected: true, expiresAt: 1, rest: .seconds(600))
        var seen = state
        seen.observe(["main": owner, "*deliveries": owner], at: start)
        #expect(!isWanted(seen, after: 59, expiring: 1))
        #expect(isWanted(seen, after: 60, expiring: 1))
        #expect(!isWanted(seen, after: 60, expiring: 2))
    }

    @Test("A bridge wants a PBX that nobody has, whose lease is over, or that was its own before its start")
    func wantedSubjects() {
        func wanted(_ bridge: String, rest: Duration) -> [String] {
            let owner = BridgeLink.Owner(bridge: bridge, epoch: 1, isConnected: true, expiresAt: 1, rest: rest)
            return state.wanted(view(hasOthers: true, owners: ["main": owner, "*deliveries": owner]), at: start).map(
                \.id)
        }
        #expect(wanted("b", rest: .milliseconds(1)).isEmpty)
        #expect(wanted("b", rest: .zero).count == 2 && wanted("a", rest: .seconds(20)).count == 2)
        var stopping = state
        stopping.isStopping = true
        #expect(stopping.wanted(view(hasOthers: true), at: start).isEmpty)
    }
}

import Telephony
import Testing

@testable import HelpDesk

@Suite("What the PBX says of helpers' phones")
struct PhoneStatesTests {
    private static let phones = [
        "200": PhoneScript(.busy), "201": PhoneScript(.offline), "202": PhoneScript(.noAnswer),
    ]

    @Test("The PBX is asked for the states of helpers' phones while somebody looks, and nobody waits for them")
    func looking() async throws {
        let policy = try DialPolicy(pattern: "^[0-9]{2,6}$")
        let inquiry = try HelpDeskFixture(phones: Self.phones).service.phoneInquiry
        let states = PhoneStates(interval: .milliseconds(1))
        #expect(states.look().isEmpty)
        let found = await withTaskGroup(of: Void.self) { group in
            group.addTask {
                await states.run(inquiry, on: nil) { ["200", "201", "202"].compactMap(policy.dialable) }
            }
            var found = states.look()
            while found.isEmpty {
                await Task.yield()
                found = states.look()
            }
            group.cancelAll()
            return found
        }
        #expect(found == ["200": .inUse, "201": .unavailable, "202": .idle])
    }

    /// Two bridges, of which the first one has the PBX.
    private func withTwo(
        hasOwner: Bool = true, _ body: (_ owner: HelpDeskFixture, _ other: HelpDeskFixture) async throws -> Void
    ) async throws {
        let (ownership, forwarding) = (ChangingOwnership(), MemoryForwarding(hasOwner: hasOwner))
        let owner = try HelpDeskFixture(
            phones: Self.phones, access: PBXAccess(isShared: true), ownership: ownership, forwarding: forwarding)
        let other = try HelpDeskFixture(
            phones: [:], access: PBXAccess(isShared: true), ownership: ChangingOwnership(), forwarding: forwarding)
        _ = ownership.begin()
        try await owner.run { try await body($0, other) }
    }

    @Test(
        "Phones' states are asked of the bridge that has the PBX, where another one cannot reach it",
        .timeLimit(.minutes(5)))
    func atOwner() async throws {
        try await withTwo { owner, other in
            let (here, inquiry) = (owner.service.phoneInquiry, other.service.phoneInquiry)
            let numbers = ["200", "201", "202"].compactMap(other.service.policy.dialable)
            #expect(await inquiry.states(of: numbers, on: nil) == ["200": .inUse, "201": .unavailable, "202": .idle])
            let number = try #require(other.service.policy.dialable("200"))
            #expect(try await inquiry.state(of: number, within: .seconds(600)) == .inUse)
            let listed = try #require(await inquiry.extensionsAtOwner(of: nil))
            #expect(Set(listed) == Set(try await owner.pbx.extensions()))
            #expect(await here.extensionsAtOwner(of: nil) == nil)
        }
    }

    @Test("Phones' states are unknown where no bridge that has the PBX answers", .timeLimit(.minutes(5)))
    func withoutOwner() async throws {
        try await withTwo(hasOwner: false) { _, other in
            let inquiry = other.service.phoneInquiry
            let number = try #require(other.service.policy.dialable("200"))
            #expect(await inquiry.states(of: [number], on: nil).isEmpty)
            await #expect(throws: PBXError.notConnected) {
                try await inquiry.state(of: number, within: .seconds(600))
            }
            #expect(await inquiry.extensionsAtOwner(of: nil) == nil)
        }
    }

    @Test(
        "The PBX's owner tells of no phone that may not be dialled, nor of one of another PBX", .timeLimit(.minutes(5)))
    func ofOwnPhones() async throws {
        try await withTwo { owner, _ in
            let orders = OwnerOrders(owner.service, on: nil)
            let answer = await orders.carryOut(.states(of: ["200", "0015551234567", "202@shiraz"]))
            #expect(answer == .states(["200": .inUse]))
        }
    }
}

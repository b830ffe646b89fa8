import Foundation
import Testing

@testable import HelpDesk

@Suite("Requests that the version before this one has stored")
struct StoredFlowTests {
    /// When they happened, and a moment later.
    private static let now = FlowFixture.start.addingTimeInterval(60)

    private static func read(_ file: URL) throws -> CallFlow {
        try JSONDecoder().decode(CallFlow.self, from: Data(contentsOf: file))
    }

    @Test("There are stored requests of the version before this one in every stage")
    func stages() throws {
        let stages = Set(try StoredFlows.files.map { try Self.read($0).stage.word })
        #expect(stages == ["reaching", "finding", "joining", "connected", "closing", "ending", "ended"])
    }

    @Test(
        "Requests that the version before this one has stored read as they were, and lose nothing when stored again",
        arguments: StoredFlows.files)
    func unchanged(file: URL) throws {
        let flow = try Self.read(file)
        #expect(try JSONDecoder().decode(CallFlow.self, from: JSONEncoder().encode(flow)) == flow)
        let before = try #require(try Self.tree(Data(contentsOf: file)))
        let after = try #require(try Self.tree(JSONEncoder().encode(flow)))
        // Routes and requests have more to say by now, and sets have no order.
        let others = ["route", "request", "pausedHelpers", "takers"]
        for case (let key as String, let value) in before where !others.contains(key) {
            #expect(after[key] as? NSObject == value as? NSObject, "\(key)")
        }
        let request = try #require(after["request"] as? [String: Any])
        #expect(NSDictionary(dictionary: Self.withoutNewKeys(request)) == before["request"] as? NSDictionary)
    }

    /// What that version did not say of a request.
    private static func withoutNewKeys(_ request: [String: Any]) -> [String: Any] {
        var request = request.filter { $0.key != "passedOver" && !($0.key == "fallback" && $0.value is NSNull) }
        let attempts = request["attempts"] as? [[String: Any]] ?? []
        request["attempts"] = attempts.map { attempt in attempt.filter { !($0.value is NSNull) } }
        let visits = request["supervisors"] as? [[String: Any]] ?? []
        request["supervisors"] = visits.map { visit in visit.filter { $0.key != "joinedAt" } }
        return request
    }

    /// Legs that ring no helper had what only helpers' legs have, and none of it meant anything.
    private static func tree(_ data: Data) throws -> NSDictionary? {
        let members = try JSONSerialization.jsonObject(with: data) as? [String: Any]
        return members.map { members in
            NSDictionary(
                dictionary: members.reduce(into: [:]) { tree, member in
                    tree[member.key] = member.key == "helperLegs" ? member.value : withoutHelpersKeys(member.value)
                })
        }
    }

    private static func withoutHelpersKeys(_ tree: Any) -> Any {
        switch tree {
        case let members as [String: Any]:
            let isLeg = members["channel"] != nil
            return members.filter { !isLeg || !["candidate", "isTaker", "consent"].contains($0.key) }
                .mapValues(withoutHelpersKeys)
        case let elements as [Any]: return elements.map(withoutHelpersKeys)
        default: return tree
        }
    }

    @Test(
        "Requests that the version before this one has stored are taken up, ring nobody again, and come to their end",
        arguments: StoredFlows.files)
    func takenUp(file: URL) throws {
        var flow = try Self.read(file)
        var now = Self.now
        let known = flow.ringingHelpers
        var actions = flow.handle(.resumed, at: now)
        // The PBX knows nothing of it any more.
        actions += flow.handle(.reconciled(PBXSnapshot()), at: now)
        for case .originate(let ring) in actions { #expect(!known.contains(ring.channel)) }
        for _ in 0..<200 where !flow.isEnded {
            for case .hangUp(let channel) in actions { _ = flow.handle(.ended(channel, .normal), at: now) }
            for case .destroy(let bridge) in actions { _ = flow.handle(.destroyed(bridge), at: now) }
            if let deadline = flow.deadline { now = max(now, deadline) }
            actions = flow.handle(.tick, at: now)
            for case .prepare(let kind, _) in actions { actions += flow.handle(.promptFailed(kind), at: now) }
            for case .originate(let ring) in actions {
                actions += flow.handle(.refused(ring.channel, .offline), at: now)
            }
            if flow.hunt.order.candidates == nil { actions += flow.handle(.resolved(FlowFixture.ladder([])), at: now) }
        }
        #expect(flow.isEnded, "\(flow.stage)")
    }
}

extension CallFlow.Stage {
    fileprivate var word: String {
        switch self {
        case .reachingOperator: "reaching"
        case .findingHelper: "finding"
        case .joining: "joining"
        case .connected: "connected"
        case .closing: "closing"
        case .ending: "ending"
        case .ended: "ended"
        }
    }
}

import CurlHTTP
import Foundation
import HelpDesk
import ProgramTestSupport
import TestSupport
import Testing

/// Several bridges on one database, one of which owns the PBX.
@Suite("Several bridges", .timeLimit(.minutes(15)))
struct SeveralBridgesProgramTests {
    private static let twoOperators =
        FaultyCallCenter.callCenter.replacing(
            "  - {extension: \"101\", name: Ali, department: support}",
            with: """
                  - {extension: "101", name: Ali, department: support}
                  - {extension: "102", name: Mina, department: support}
                """)

    @Test("A request that another bridge has accepted is served by the PBX's owner, and can be cancelled anywhere")
    func forwarded() async throws {
        try await SeveralBridges.run(callCenter: Self.twoOperators) { bridges in
            let id = try await bridges.other.api.request(operator: "101", route: "*5003").id
            let helper = try await bridges.ringHelper(of: id)
            await bridges.ari.answer(helper)
            let connected = try await bridges.other.api.wait(for: id) { $0.state == .connected || $0.state.isEnd }
            #expect(connected.state == .connected)

            let second = try await bridges.other.api.request(operator: "102", route: "*5003").id
            _ = try await bridges.channel(.ofOperator(second))
            let path = "/v1/help-requests/\(second)/cancel"
            _ = try await bridges.other.api.send(.post, path, expecting: 200)
            // It is over once the operator's phone has stopped ringing.
            #expect(try await bridges.other.api.wait(for: second) { $0.state.isEnd }.state == .cancelled)
            #expect(await bridges.ari.ringCounts == ["101": 1, "102": 1, "200": 1])
            #expect(await bridges.orders(of: bridges.other.id).isEmpty)
        }
    }

    @Test("Two bridges at which an operator asks in the same moment have one request of theirs, and ring them once")
    func pressedAtOnce() async throws {
        try await SeveralBridges.run { bridges in
            let requests = try await withThrowingTaskGroup(of: HelpRequest.self) { group in
                for member in bridges.members + bridges.members {
                    group.addTask { try await member.api.request(operator: "101", route: "*5003") }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(Set(requests.map(\.id)).count == 1)
            _ = try await bridges.channel(.ofOperator(requests[0].id))
            #expect(await bridges.ari.ringCounts == ["101": 1])
        }
    }

    @Test("When the owner is killed, another bridge takes its calls up: nothing accepted is lost, nobody rings twice")
    func killed() async throws {
        try await SeveralBridges.run(lease: nil, callCenter: Self.twoOperators) { bridges in
            let ringing = try await bridges.owner.api.request(operator: "101", route: "*5003").id
            let helper = try await bridges.ringHelper(of: ringing)
            _ = try await bridges.owner.api.wait(for: ringing) { $0.state == .ringingManager }
            kill(bridges.owner.process, SIGKILL)
            let moment = ContinuousClock.now
            let accepted = try await bridges.other.api.request(operator: "102", route: "*5003").id
            let (_, taker) = try await bridges.channel(.ofOperator(accepted))
            #expect(taker == bridges.other.id)
            print("the first order after the owner was killed came after \(ContinuousClock.now - moment)")
            await bridges.ari.answer(helper)
            let connected = try await bridges.other.api.wait(for: ringing) { $0.state == .connected || $0.state.isEnd }
            #expect(connected.state == .connected)
            #expect(await bridges.ari.ringCounts == ["101": 1, "102": 1, "200": 1])
        }
    }

    @Test("An owner of a PBX that was frozen and wakes gives not one order: another bridge has its calls")
    func frozen() async throws {
        try await SeveralBridges.run(lease: nil, callCenter: Self.twoOperators) { bridges in
            let ringing = try await bridges.owner.api.request(operator: "101", route: "*5003").id
            let helper = try await bridges.ringHelper(of: ringing)
            _ = try await bridges.owner.api.wait(for: ringing) { $0.state == .ringingManager }
            kill(bridges.owner.process, SIGSTOP)
            let moment = ContinuousClock.now
            let before = await bridges.orders(of: bridges.owner.id)
            // It is told of this when it wakes, and would join the two.
            await bridges.ari.answer(helper)
            let accepted = try await bridges.other.api.request(operator: "102", route: "*5003").id
            let (_, taker) = try await bridges.channel(.ofOperator(accepted))
            #expect(taker == bridges.other.id)
            print("the first order after the owner was frozen came after \(ContinuousClock.now - moment)")
            kill(bridges.owner.process, SIGCONT)
            // It serves again, and knows whose the PBX is.
            try await bridges.owner.waitFor(owner: bridges.other.id)
            let connected = try await bridges.owner.api.wait(for: ringing) { $0.state == .connected || $0.state.isEnd }
            #expect(connected.state == .connected)
            #expect(await bridges.orders(of: bridges.owner.id) == before)
            #expect(await bridges.ari.ringCounts == ["101": 1, "102": 1, "200": 1])
        }
    }

    @Test("A stream of events goes on at another bridge where it ended, and tells what any bridge has committed")
    func lastEventID() async throws {
        try await SeveralBridges.run { bridges in
            let id = try await bridges.other.api.request(operator: "101", route: "*5003").id
            let first = try await bridges.owner.events { $0.contains("\"\(id)\"") }
            let last = try #require(first.last?.id)
            _ = try await bridges.other.api.send(.post, "/v1/help-requests/\(id)/cancel", expecting: 200)
            let rest = try await bridges.other.events(after: last) { $0.contains("\"cancelled\"") }
            #expect(rest.allSatisfy { $0.data.contains("\"\(id)\"") && $0.id != last })
            // What comes later is told at a bridge that has not committed it.
            let second = try await withThrowingTaskGroup(of: [(id: String?, data: String)].self) { group in
                let after = rest.last?.id
                group.addTask { try await bridges.owner.events(after: after) { $0.contains("\"accepted\"") } }
                _ = try await bridges.other.api.request(operator: "101", route: "*5003")
                return try await group.next() ?? []
            }
            #expect(second.count == 1)
        }
    }

    @Test("A prompt that one bridge has ordered is served by another one, also when the first is gone")
    func prompts() async throws {
        try await SeveralBridges.run(warm: false) { bridges in
            let unknown = try await bridges.other.api.send(.get, "/prompts/\(String(repeating: "0", count: 64)).wav")
            #expect(unknown.status == 404)
            let id = try await bridges.owner.api.request(operator: "101", route: "*5003").id
            let operatorLeg = try await bridges.channel(.ofOperator(id)).name
            await bridges.ari.ring(operatorLeg)
            await bridges.ari.answer(operatorLeg)
            let prefix = "POST channels/\(operatorLeg)/play/"
            let order = try await bridges.ari.request { $0.line.hasPrefix(prefix) }
            let media = try #require(order.query["media"].flatMap { $0.split(separator: "/").last })
            let path = "/prompts/\(media)"
            let own = try await bridges.owner.api.send(.get, path)
            #expect(own.status == 200)
            // It is noted a moment after it was ordered, and nothing tells when.
            while try await bridges.other.api.send(.get, path).status != 200 {
                try await Task.sleep(for: .milliseconds(20))
            }
            kill(bridges.owner.process, SIGKILL)
            let other = try await bridges.other.api.send(.get, path)
            #expect(other.status == 200 && other.body.starts(with: Array("RIFF".utf8)))
            let ratio = Double(other.body.count) / Double(own.body.count)
            #expect((0.9...1.1).contains(ratio), "one text, spoken twice")
        }
    }

    @Test("What is set, and who is away, at one bridge holds at the others within a moment")
    func shared() async throws {
        try await SeveralBridges.run { bridges in
            let id = try await bridges.owner.api.request(operator: "101", route: "*5003").id
            let helper = try await bridges.ringHelper(of: id)
            // Their phone stops ringing at the owner: they are away, the other bridge says.
            _ = try await bridges.other.api.send(.put, "/v1/presence/200", ["state": "break"], expecting: 200)
            try await bridges.ari.request { $0.line == "DELETE channels/\(helper)" }
            let next = try await bridges.channel(.ofHelper(id, ordinal: 2))
            #expect(next.by == bridges.owner.id)

            let body = ["id": "sales", "name": "Sales"]
            _ = try await bridges.other.api.send(.post, "/v1/departments", body, expecting: 201)
            let departments = try await bridges.other.api.send(.get, "/v1/departments", expecting: 200)
            while try await bridges.owner.api.send(.get, "/v1/departments", expecting: 200) != departments {
                // Nothing tells when it changes; the answer has to be asked for.
                try await Task.sleep(for: .milliseconds(20))
            }
        }
    }

    @Test("A sound is recorded by phone at whichever bridge somebody asks for it: the PBX's owner rings, and hangs up")
    func recorded() async throws {
        try await SeveralBridges.run { bridges in
            let path = "/v1/sounds/greeting/recording"
            #expect(try await bridges.other.api.send(.get, path).status == 404)
            let order = ["extension": "101"]
            _ = try await bridges.other.api.send(.post, "/v1/sounds/greeting/record", order, expecting: 202)
            let ring = try await bridges.ari.request {
                $0.line.hasPrefix("POST channels/hb-") && $0.line.contains("-rec-")
            }
            #expect(ring.account == bridges.owner.id)
            for member in bridges.members {
                let told = try await member.api.send(.get, path, expecting: 200)
                #expect(String(decoding: told, as: UTF8.self).contains(#""state":"ringing""#))
            }
            let again = try await bridges.other.api.send(.post, "/v1/sounds/greeting/record", order)
            #expect(again.status == 409)
            _ = try await bridges.other.api.send(.delete, path, expecting: 202)
            let end = try await bridges.ari.request { $0.line == "DELETE \(ring.path)" }
            #expect(end.account == bridges.owner.id)
            #expect(await bridges.orders(of: bridges.other.id).isEmpty)
        }
    }

    @Test("The owner that is told to stop leaves its PBX to another bridge, which goes on with the call")
    func stopped() async throws {
        try await SeveralBridges.run { bridges in
            let id = try await bridges.owner.api.request(operator: "101", route: "*5003").id
            let helper = try await bridges.ringHelper(of: id)
            _ = try await bridges.owner.api.wait(for: id) { $0.state == .ringingManager }
            bridges.owner.child.terminate()
            await bridges.ari.answer(helper)
            let connected = try await bridges.other.api.wait(for: id) { $0.state == .connected || $0.state.isEnd }
            #expect(connected.state == .connected)
            #expect(await bridges.ari.ringCounts == ["101": 1, "200": 1])
        }
    }

    @Test("A bridge that cannot reach the PBX leaves it to another one that can")
    func cutOffFromPBX() async throws {
        try await SeveralBridges.run(lease: nil) { bridges in
            let cutOff = bridges.owner.id
            await bridges.ari.cutOff([cutOff])
            await bridges.ari.dropEventStreams()
            try await bridges.owner.waitFor(owner: bridges.other.id)
            let id = try await bridges.owner.api.request(operator: "101", route: "*5003").id
            #expect(try await bridges.channel(.ofOperator(id)).by == bridges.other.id)
        }
    }
}

import CurlHTTP
import Foundation
import HelpDesk
import ProgramTestSupport
import TestSupport
import Testing

/// The program itself, whose disk takes nothing at one commit of a request, and takes it again a moment later.
@Suite("A disk that takes nothing", .serialized, .timeLimit(.minutes(30)))
struct BrokenDiskTests {
    /// What happens while the disk takes nothing.
    enum Moment: CaseIterable {
        case operatorRings, operatorAnswers, promptEnds, helperRings, helperAnswers, helperHangsUp
    }

    @Test(
        "A request that a broken disk could not keep is refused and rings nobody; the next one is taken by itself",
        arguments: BrokenDisk.Fault.allCases)
    func accepting(fault: BrokenDisk.Fault) async throws {
        try await run(fault) { center, disk in
            try await LivenessWatch(api: center.api).during {
                try disk.set(isBroken: true)
                let refused = try await center.api.send(
                    .post, "/v1/help-requests", ["operator": "101", "route": "*5003"])
                #expect(refused.status == 503)
                try await center.wait(for: "the fault to be said") { $1.contains("degraded") }
                #expect(await center.consequences.isEmpty)
                try disk.set(isBroken: false)
                try await center.waitUntilReady()
            }
            let id = try await center.api.request(operator: "101", route: "*5003").id
            _ = try await center.channel(.ofOperator(id))
            #expect(await center.ari.ringCounts == ["101": 1])
        }
    }

    @Test(
        "Whenever the disk breaks, nobody rings or talks whose state is not stored, and it is made up for by itself",
        arguments: BrokenDisk.Fault.allCases, Moment.allCases)
    func transition(fault: BrokenDisk.Fault, moment: Moment) async throws {
        try await run(fault) { center, disk in
            let id = try await center.api.request(operator: "101", route: "*5003").id
            try await LivenessWatch(api: center.api).during {
                for current in Moment.allCases {
                    try await Self.prepare(current, of: id, in: center)
                    guard current == moment else {
                        try await Self.play(current, of: id, in: center)
                        continue
                    }
                    let before = await center.consequences
                    try disk.set(isBroken: true)
                    try await Self.play(current, of: id, in: center)
                    try await center.wait(for: "the fault to be said") { _, text in
                        text.contains("degraded") && center.program.log.contains("could not be stored")
                    }
                    #expect(await center.consequences == before)
                    // Everything can still be read.
                    #expect(try await center.api.send(.get, "/v1/help-requests?limit=5").status == 200)
                    try disk.set(isBroken: false)
                    try await center.waitUntilReady()
                }
                let end = try await center.api.wait(for: id) { $0.state.isEnd }
                #expect(end.outcome == .helped)
            }
            #expect(await center.ari.ringCounts == ["101": 1, "200": 1])
            try await center.restart { api in
                let stored = try await api.request(id)
                #expect(stored.state == .completed)
                #expect(stored.attempts.map(\.result) == [.answered])
            }
        }
    }

    private func run(
        _ fault: BrokenDisk.Fault, _ scenario: (FaultyCallCenter, BrokenDisk) async throws -> Void
    ) async throws {
        try await BrokenDisk.with(fault) { disk in
            try await FaultyCallCenter.run(databaseIn: disk.path, environment: disk.environment) { center in
                try await scenario(center, disk)
            }
        }
    }

    /// Waits until what is to happen can: its channel has been ordered, or what it follows from is stored.
    private static func prepare(_ moment: Moment, of id: HelpRequestID, in center: FaultyCallCenter) async throws {
        switch moment {
        case .operatorRings: _ = try await center.channel(.ofOperator(id))
        case .operatorAnswers: _ = try await center.api.wait(for: id) { $0.state == .ringingOperator }
        case .promptEnds:
            // The helper is rung while the operator hears it.
            _ = try await center.prompt(on: center.channel(.ofOperator(id)))
            _ = try await center.channel(.ofHelper(id, ordinal: 1))
        case .helperRings: _ = try await center.channel(.ofHelper(id, ordinal: 1))
        case .helperAnswers: _ = try await center.api.wait(for: id) { $0.state == .ringingManager }
        case .helperHangsUp: _ = try await center.api.wait(for: id) { $0.state == .connected }
        }
    }

    /// Lets it happen on the PBX.
    private static func play(_ moment: Moment, of id: HelpRequestID, in center: FaultyCallCenter) async throws {
        let caller = try await center.channel(.ofOperator(id))
        let helper = ChannelID.ofHelper(id, ordinal: 1)
        switch moment {
        case .operatorRings: await center.ari.ring(caller)
        case .operatorAnswers: await center.ari.answer(caller)
        case .promptEnds: await center.ari.finish(playback: try await center.prompt(on: caller))
        case .helperRings: await center.ari.ring(try await center.channel(helper))
        case .helperAnswers: await center.ari.answer(try await center.channel(helper))
        case .helperHangsUp: await center.ari.end(try await center.channel(helper), cause: 16)
        }
    }
}

import CurlHTTP
import Foundation
import HelpDesk
import TestSupport
import Testing

/// The program itself, whose disk is full at one commit of a request and has room again a moment later.
@Suite(
    "A disk that is full", .serialized, .timeLimit(.minutes(10)),
    .enabled(if: SmallDisk.isPossible, "a small disk is mounted, which takes root's rights"))
struct FullDiskTests {
    /// What happens while the disk is full.
    enum Moment: CaseIterable {
        case operatorRings, operatorAnswers, promptEnds, helperRings, helperAnswers, helperHangsUp
    }

    @Test("refuses a request that could not be kept, rings nobody for it, and takes the next one when there is room")
    func accepting() async throws {
        try await SmallDisk.with { disk in
            try await FaultyCallCenter.run(databaseIn: disk.path) { center in
                try await LivenessWatch(api: center.api).during {
                    try disk.fill()
                    let refused = try await center.api.send(
                        .post, "/v1/help-requests", ["operator": "101", "route": "*5003"])
                    #expect(refused.status == 503)
                    try await center.wait(for: "the fault to be said") { $1.contains("degraded") }
                    #expect(await center.consequences.isEmpty)
                    disk.empty()
                    try await center.waitUntilReady()
                }
                let id = try await center.api.request(operator: "101", route: "*5003").id
                _ = try await center.channel(.ofOperator(id))
                #expect(await center.ari.ringCounts == ["101": 1])
            }
        }
    }

    @Test(
        "at any later moment lets nobody ring or talk whose state is not stored, and is made up for by itself",
        arguments: Moment.allCases)
    func transition(moment: Moment) async throws {
        try await SmallDisk.with { disk in
            try await FaultyCallCenter.run(databaseIn: disk.path) { center in
                let id = try await center.api.request(operator: "101", route: "*5003").id
                try await LivenessWatch(api: center.api).during {
                    for current in Moment.allCases {
                        guard current == moment else {
                            try await Self.play(current, of: id, in: center)
                            continue
                        }
                        let before = await center.consequences
                        try disk.fill()
                        try await Self.play(current, of: id, in: center)
                        try await center.wait(for: "the fault to be said") { $1.contains("degraded") }
                        #expect(await center.consequences == before)
                        // Everything can still be read.
                        #expect(try await center.api.send(.get, "/v1/help-requests?limit=5").status == 200)
                        disk.empty()
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
    }

    /// Lets one thing happen on the PBX, once what it follows from has been ordered.
    private static func play(_ moment: Moment, of id: HelpRequestID, in center: FaultyCallCenter) async throws {
        let caller = try await center.channel(.ofOperator(id))
        let helper = ChannelID.ofHelper(id, position: 1)
        switch moment {
        case .operatorRings: await center.ari.ring(caller)
        case .operatorAnswers: await center.ari.answer(caller)
        case .promptEnds: try await center.finishPrompt(on: caller)
        case .helperRings: await center.ari.ring(try await center.channel(helper))
        case .helperAnswers: await center.ari.answer(try await center.channel(helper))
        case .helperHangsUp:
            _ = try await center.api.wait(for: id) { $0.state == .connected }
            await center.ari.end(try await center.channel(helper), cause: 16)
        }
    }
}

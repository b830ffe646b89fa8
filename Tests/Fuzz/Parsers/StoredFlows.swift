import Foundation

@testable import HelpDesk
@testable import WebAPI
@testable import WebServer

/// Help requests as the database has them: they are read or reported, and one that is read can go on, be shown and be
/// stored again, whatever happens to it.
enum StoredFlows: FuzzedParser {
    static let name = "flow"

    private static let decoder = JSONDecoder()
    private static let encoder = JSONEncoder()

    static func read(_ input: [UInt8]) {
        guard let flow = try? decoder.decode(CallFlow.self, from: Data(input)) else { return }
        show(flow)
        let start = flow.request.updatedAt
        for event in events(flow) {
            var course = flow
            _ = course.handle(event, at: start.addingTimeInterval(1))
            _ = course.handle(.tick, at: start.addingTimeInterval(3600))
            show(course)
        }
        var course = flow
        var now = start
        for event in events(flow) {
            // Clocks are set back, too.
            now.addTimeInterval(event == .tick ? -30 : 7)
            _ = course.handle(event, at: now)
        }
        show(course)
    }

    private static func show(_ flow: CallFlow) {
        _ = flow.foreignChannels
        _ = flow.owns(ChannelID("hb-\(flow.id)-op"))
        _ = try? ResponseJSON.bytes(flow.request)
        _ = HistoryTable.cells(flow.request)
        guard let stored = try? encoder.encode(flow) else { return }
        do {
            _ = try decoder.decode(CallFlow.self, from: stored)
        } catch {
            preconditionFailure("what was stored cannot be read again: \(error)")
        }
    }

    private static func events(_ flow: CallFlow) -> [CallFlow.Event] {
        let phone = ChannelID.ofOperator(flow.id)
        let helpers = (0..<3).map { ChannelID.ofHelper(flow.id, ordinal: $0) }
        let snoop = ChannelID.ofSnoop(flow.id, ordinal: 0)
        let somebody = Candidate(extension: "300", name: "Reza", source: .department("sales"))
        let audio = PromptAudio(digest: String(repeating: "a", count: 64), seconds: 3)
        var events: [CallFlow.Event] = [
            .resumed, .disconnected, .reconciled(PBXSnapshot()),
            .reconciled(PBXSnapshot(channels: [phone: .answered, helpers[0]: .ringing, helpers[1]: .answered])),
            .liveCall(LiveCall(ChannelID("123.4"))), .liveCall(nil), .originated(phone, isPhone: true), .ringing(phone),
            .answered(phone), .answered(snoop), .waitingPosition(2), .helperFree("200"), .taken(by: somebody),
            .visited(by: somebody, .listen), .absent(["200": .onBreak]), .tick, .joinFailed([phone, helpers[0]]),
            .withdrawn, .storable,
            .withheld(phone), .admitted(phone),
        ]
        for kind in PromptKind.allCases { events += [.promptReady(kind, audio), .promptFailed(kind)] }
        for playback in (0..<3).map({ PlaybackID.of(flow.id, ordinal: $0) }) {
            events += [.playbackFinished(playback), .notPlayed(playback, audio)]
        }
        for helper in helpers {
            events += [
                .originated(helper, isPhone: true), .ringing(helper), .answered(helper), .pressed(helper, "1"),
                .pressed(helper, "*"), .replaced(helper, by: ChannelID("567.8")), .joined(helper), .deferred(helper),
                .withheld(helper),
                .admitted(helper),
                .refused(helper, .busy), .ended(helper, .normal), .tick,
            ]
        }
        return events + [.joined(phone), .ended(phone, .normal), .cancel, .tick]
    }
}

import Foundation
import Testing

@testable import HelpDesk

@Suite("What is played to operators and helpers")
struct PromptPlayerTests {
    private let now = FlowFixture.start
    private let id = FlowFixture.flow().id
    private let values = FlowFixture.flow().promptValues
    private let channel = ChannelID("17.1")

    /// A player that has made the announcement.
    private func ready() -> PromptPlayer {
        var player = PromptPlayer()
        _ = player.prepare(.requestSent, values, at: now)
        _ = player.prepared(.requestSent, FlowFixture.audio)
        return player
    }

    @Test(
        "An operator for whom no name was given has none in prompts, and is announced by extension",
        arguments: [("101", "101"), ("101@branch", "101@branch"), ("101@branch", "101"), ("101", "")])
    func nameless(number: String, name: String) {
        let caller = Operator(extension: number, name: name, department: "support")
        let flow = CallFlow(
            request: FlowFixture.flow().request, caller: caller, route: FlowFixture.route, departmentName: "Support",
            expireAfterSeconds: 120, arrivedOn: nil)
        #expect(flow.promptValues.operatorName == nil && flow.promptValues.operator == "101")
        #expect(values.operatorName == "Ali")
    }

    @Test("A prompt is asked for once, and what nobody has asked for is not played")
    func once() {
        var player = PromptPlayer()
        let isUnexpected = player.prepared(.requestSent, FlowFixture.audio)
        #expect(!isUnexpected)
        #expect(player.prepare(.requestSent, values, at: now) == [.prepare(.requestSent, values)])
        #expect(player.prepare(.requestSent, values, at: now).isEmpty)
        #expect(player.play(.requestSent, on: channel, of: id, at: now).isEmpty)
        let isExpected = player.prepared(.requestSent, FlowFixture.audio)
        #expect(isExpected)
        #expect(
            player.play(.requestSent, on: channel, of: id, at: now) == [
                .play(FlowFixture.audio, .of(id, ordinal: 1), on: channel)
            ])
        #expect(player.kind(of: .of(id, ordinal: 1)) == .requestSent)
        #expect(player.track(.requestSent).deadline == now.addingTimeInterval(FlowFixture.audio.seconds + 2))
    }

    @Test("A prompt that cannot be made is over, and one that takes too long is waited for five seconds")
    func fails() {
        var player = PromptPlayer()
        _ = player.prepare(.unavailable, values, at: now)
        #expect(player.track(.unavailable).deadline == now.addingTimeInterval(5))
        let isExpected = player.fail(.unavailable)
        #expect(isExpected && player.track(.unavailable) == .finished)
        let isNews = player.fail(.unavailable)
        #expect(!isNews)
    }

    @Test("The ringing tone ends with each prompt, and is started again by its own order only")
    func ringing() {
        var player = ready()
        #expect(player.startRinging(on: channel) == [.startRinging(channel)])
        #expect(player.startRinging(on: channel).isEmpty)
        _ = player.play(.requestSent, on: channel, of: id, at: now)
        #expect(!player.operatorHearsRinging)
        #expect(player.stopRinging(on: channel).isEmpty)
        player.finish(.requestSent)
        #expect(player.startRinging(on: channel) == [.startRinging(channel)])
        #expect(player.stopRinging(on: channel) == [.stopRinging(channel)])
    }

    @Test("Nothing cuts off the announcement, nor the place in the line")
    func speaking() {
        var player = ready()
        #expect(!player.isSpeaking && player.canAnnouncePlace)
        _ = player.play(.requestSent, on: channel, of: id, at: now)
        #expect(player.isSpeaking && !player.canAnnouncePlace)
        player.finish(.requestSent)
        _ = player.prepareAnew(.waiting, values, at: now)
        #expect(!player.isSpeaking && !player.canAnnouncePlace)
    }

    @Test("A helper's prompt is none of the operator's, and each playing has its own name")
    func helpers() {
        var player = ready()
        let first = player.play(FlowFixture.audio, on: channel, of: id, at: now)
        let second = player.play(FlowFixture.audio, on: channel, of: id, at: now)
        #expect(first.playback != second.playback)
        #expect(player.kind(of: first.playback) == nil)
        #expect(!player.isSpeaking)
    }

    @Test("After a restart only prompts that were being made are asked for again")
    func resumes() {
        var player = ready()
        _ = player.prepare(.managerIntro, values, at: now)
        let later = now.addingTimeInterval(60)
        #expect(player.resume(values, at: later) == [.prepare(.managerIntro, values)])
        #expect(player.track(.managerIntro).deadline == later.addingTimeInterval(5))
    }
}

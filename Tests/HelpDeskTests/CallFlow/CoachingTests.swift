import Foundation
import Testing

@testable import HelpDesk

@Suite("The mode in which a helper is on a live call")
struct CoachingTests {
    private let now = FlowFixture.start
    private let terms = FlowFixture.flow().terms
    private let call = ChannelID("17.50")
    private func listener(ordinal: Int) -> ChannelID { .ofSnoop(terms.id, ordinal: ordinal) }

    @Test("A coach's mode changes with a listener of its own, one at a time, and only on a live call")
    func changes() {
        var (coaching, listeners) = (Coaching(.whisper), Listeners())
        #expect(coaching.change(to: .barge, on: nil, terms, &listeners, at: now).isEmpty)
        #expect(coaching.change(to: .whisper, on: call, terms, &listeners, at: now).isEmpty)
        #expect(
            coaching.change(to: .barge, on: call, terms, &listeners, at: now) == [
                .snoop(call, as: listener(ordinal: 1), .barge)
            ])
        #expect(coaching.mode == .barge && coaching.listenerMode == .whisper)
        #expect(coaching.change(to: .listen, on: call, terms, &listeners, at: now).isEmpty)
        #expect(coaching.deadline == now.addingTimeInterval(5))
    }

    @Test("Of two changes of a coach's mode in a row the last one counts")
    func corrects() {
        var (coaching, listeners) = (Coaching(.whisper), Listeners())
        _ = coaching.change(to: .barge, on: call, terms, &listeners, at: now)
        #expect(!coaching.isOvertaken)
        _ = coaching.change(to: .listen, on: call, terms, &listeners, at: now)
        #expect(coaching.mode == .listen && coaching.isOvertaken)
        _ = coaching.change(to: .barge, on: call, terms, &listeners, at: now)
        #expect(!coaching.isOvertaken)
    }

    @Test("A coach is in a new mode only when its listener is there")
    func takesListener() {
        var (coaching, listeners) = (Coaching(.whisper), Listeners())
        _ = coaching.change(to: .listen, on: call, terms, &listeners, at: now)
        #expect(coaching.takeListener() == nil)
        let answer = coaching.update(listener(ordinal: 1)) { $0.answered() }
        #expect(answer == .expected)
        #expect(coaching.takeListener()?.channel == listener(ordinal: 1))
        #expect(coaching.listenerMode == .listen && coaching.nextListener == nil && coaching.deadline == nil)
        _ = coaching.change(to: .barge, on: call, terms, &listeners, at: now)
        #expect(coaching.nextListener?.channel == listener(ordinal: 2))
    }

    @Test("A coach's mode stays as it was when the listener cannot be made")
    func fails() {
        var (coaching, listeners) = (Coaching(.whisper), Listeners())
        _ = coaching.change(to: .barge, on: call, terms, &listeners, at: now)
        #expect(coaching.dropListener() == listener(ordinal: 1))
        #expect(coaching.dropListener() == nil)
        coaching.keepMode()
        #expect(coaching.mode == .whisper)
    }

    @Test(
        "A coach asks for a mode with a star and a digit, and with nothing else",
        arguments: [
            ("*1", CallMode.whisper), ("*2", .barge), ("*3", .listen), ("**2", .barge), ("*4", nil), ("2", nil),
            ("*52", nil),
        ])
    func keypad(keys: String, mode: CallMode?) {
        var keypad = ModeKeypad()
        #expect(keys.map { keypad.press($0) }.last == .some(mode))
    }
}

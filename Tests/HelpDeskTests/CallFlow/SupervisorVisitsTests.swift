import Foundation
import Testing

@testable import HelpDesk

@Suite("Visits of supervisors")
struct SupervisorVisitsTests {
    private let now = FlowFixture.start
    private let terms = FlowFixture.flow().terms
    private let call = ChannelID("17.50")
    private let sara = Candidate(extension: "300", name: "Sara", source: .department("support"))

    private var phone: ChannelID { .ofSupervisor(terms.id, ordinal: 1) }
    private var bridge: BridgeID { .ofSupervisor(terms.id, ordinal: 1) }
    private func listener(ordinal: Int) -> ChannelID { .ofSnoop(terms.id, ordinal: ordinal) }

    /// Sara's phone rings.
    private func ringing(_ listeners: inout Listeners) -> SupervisorVisits {
        var visits = SupervisorVisits()
        _ = visits.visited(by: sara, .whisper, on: call, terms, &listeners, at: now)
        return visits
    }

    /// Sara whispers to the operator.
    private func joined(_ listeners: inout Listeners) -> SupervisorVisits {
        var visits = ringing(&listeners)
        for channel in [phone, listener(ordinal: 1)] {
            _ = visits.update(channel) { $0.answered() }
            _ = visits.answered(channel, on: call, terms, &listeners, at: now)
        }
        for channel in [phone, listener(ordinal: 1)] { _ = visits.update(channel) { $0.joined() } }
        visits.noteJoined(at: now)
        return visits
    }

    @Test("A supervisor's visit begins with the phone, goes on with a listener, and joins the two")
    func comes() {
        var listeners = Listeners()
        var visits = ringing(&listeners)
        #expect(visits.all.map(\.report.state) == [.ringing])
        _ = visits.update(phone) { $0.answered() }
        #expect(
            visits.answered(phone, on: call, terms, &listeners, at: now).actions == [
                .snoop(call, as: listener(ordinal: 1), .whisper)
            ])
        _ = visits.update(listener(ordinal: 1)) { $0.answered() }
        let joining = visits.answered(listener(ordinal: 1), on: call, terms, &listeners, at: now)
        #expect(joining == Visit.Change(actions: [.join([listener(ordinal: 1), phone], bridge)]))
        visits.noteJoined(at: now)
        #expect(visits.all.map(\.report.state) == [.ringing])
    }

    @Test("A visit says when the supervisor was there, and keeps it when they have left")
    func joinedAt() {
        var listeners = Listeners()
        #expect(ringing(&listeners).all.map(\.report.joinedAt) == [nil])
        var visits = joined(&listeners)
        #expect(visits.all.map(\.report.joinedAt) == [now])
        visits.settle(at: now.addingTimeInterval(30))
        #expect(visits.all.map(\.report.joinedAt) == [now])
        #expect(visits.all.map(\.report.at) == [now.addingTimeInterval(30)])
    }

    @Test("A supervisor's visit changes its mode without a gap, and leaves the former listener behind")
    func changesMode() {
        var listeners = Listeners()
        var visits = joined(&listeners)
        #expect(visits.all.map(\.report.state) == [.joined])
        let asking = visits.visited(by: sara, .barge, on: call, terms, &listeners, at: now)
        #expect(asking.actions == [.snoop(call, as: listener(ordinal: 2), .barge)])
        _ = visits.update(listener(ordinal: 2)) { $0.answered() }
        let change = visits.answered(listener(ordinal: 2), on: call, terms, &listeners, at: now)
        #expect(change.actions == [.join([listener(ordinal: 2), phone], bridge), .hangUp(listener(ordinal: 1))])
        #expect(change.dismissed == [listener(ordinal: 1)])
        #expect(visits.all.map(\.report.mode) == [.barge])
    }

    @Test("Of two changes of a supervisor's mode in a row the last one counts, and nobody is joined in the first")
    func correctsMode() {
        var listeners = Listeners()
        var visits = joined(&listeners)
        _ = visits.visited(by: sara, .barge, on: call, terms, &listeners, at: now)
        let correcting = visits.visited(by: sara, .listen, on: call, terms, &listeners, at: now)
        #expect(correcting == Visit.Change())
        #expect(visits.all.map(\.report.mode) == [.listen])
        _ = visits.update(listener(ordinal: 2)) { $0.answered() }
        let change = visits.answered(listener(ordinal: 2), on: call, terms, &listeners, at: now)
        #expect(change.actions == [.hangUp(listener(ordinal: 2)), .snoop(call, as: listener(ordinal: 3), .listen)])
        #expect(change.dismissed == [listener(ordinal: 2)])
        _ = visits.update(listener(ordinal: 3)) { $0.answered() }
        let taking = visits.answered(listener(ordinal: 3), on: call, terms, &listeners, at: now)
        #expect(taking.actions == [.join([listener(ordinal: 3), phone], bridge), .hangUp(listener(ordinal: 1))])
    }

    @Test("A supervisor who wants their former mode back before the next one is there keeps their listener")
    func returnsToMode() {
        var listeners = Listeners()
        var visits = joined(&listeners)
        _ = visits.visited(by: sara, .barge, on: call, terms, &listeners, at: now)
        _ = visits.visited(by: sara, .whisper, on: call, terms, &listeners, at: now)
        _ = visits.update(listener(ordinal: 2)) { $0.answered() }
        let change = visits.answered(listener(ordinal: 2), on: call, terms, &listeners, at: now)
        #expect(change == Visit.Change(actions: [.hangUp(listener(ordinal: 2))], dismissed: [listener(ordinal: 2)]))
        #expect(visits.all.map(\.report.mode) == [.whisper] && visits.all.map(\.report.state) == [.joined])
    }

    @Test("A supervisor who changes their mind before their first listener is there joins in the last mode")
    func correctsFirstMode() {
        var listeners = Listeners()
        var visits = ringing(&listeners)
        _ = visits.update(phone) { $0.answered() }
        _ = visits.answered(phone, on: call, terms, &listeners, at: now)
        _ = visits.visited(by: sara, .listen, on: call, terms, &listeners, at: now)
        _ = visits.update(listener(ordinal: 1)) { $0.answered() }
        let change = visits.answered(listener(ordinal: 1), on: call, terms, &listeners, at: now)
        #expect(change.actions == [.hangUp(listener(ordinal: 1)), .snoop(call, as: listener(ordinal: 2), .listen)])
    }

    @Test("A supervisor's visit goes on in the mode that it had when the next listener cannot be made")
    func listenerFails() {
        var listeners = Listeners()
        var visits = joined(&listeners)
        _ = visits.visited(by: sara, .listen, on: call, terms, &listeners, at: now)
        let change = visits.refused(listener(ordinal: 2), terms.id, at: now)
        #expect(change == Visit.Change(actions: [.hangUp(listener(ordinal: 2))], dismissed: [listener(ordinal: 2)]))
        #expect(visits.all.map(\.report.mode) == [.whisper])
        #expect(visits.all.map(\.report.state) == [.joined])
    }

    @Test("A supervisor's visit ends with the phone, the listener, or the call, and takes its bridge with it")
    func ends() {
        var listeners = Listeners()
        let visits = joined(&listeners)
        var byPhone = visits
        #expect(
            byPhone.ended(phone, .normal, terms.id, at: now)
                == Visit.Change(
                    actions: [.hangUp(listener(ordinal: 1)), .destroy(bridge)], dismissed: [listener(ordinal: 1)],
                    destroyed: [bridge]))
        #expect(byPhone.all.map(\.report.state) == [.left])
        var byListener = visits
        #expect(
            byListener.ended(listener(ordinal: 1), .normal, terms.id, at: now).actions == [
                .hangUp(phone), .destroy(bridge),
            ])
        #expect(byListener.all.map(\.report.state) == [.left])
        var byCall = visits
        byCall.settle(at: now)
        #expect(
            byCall.leave(terms.id).actions == [.hangUp(listener(ordinal: 1)), .hangUp(phone), .destroy(bridge)])
        #expect(byCall.leave(terms.id).actions == [.hangUp(phone)])
    }

    @Test(
        "A supervisor's visit says why they have not come",
        arguments: [
            (HangupReason.busy, SupervisorVisit.State.busy), (.declined, .declined), (.noAnswer, .noAnswer),
            (.normal, .noAnswer), (.offline, .offline), (.failed, .error),
        ])
    func doesNotCome(reason: HangupReason, state: SupervisorVisit.State) {
        var listeners = Listeners()
        var visits = ringing(&listeners)
        #expect(visits.ended(phone, reason, terms.id, at: now) == Visit.Change())
        #expect(visits.all.map(\.report.state) == [state])
    }

    @Test("A supervisor's visit ends when the order is not given, or nobody picks up in time")
    func givenUp() {
        var listeners = Listeners()
        var withheld = ringing(&listeners)
        #expect(withheld.withheld(phone, terms.id, at: now) == Visit.Change())
        #expect(withheld.all.map(\.report.state) == [.error])
        var overdue = ringing(&listeners)
        #expect(overdue.all.first?.deadline(terms) == now.addingTimeInterval(25))
        #expect(overdue.expire(0, terms.id, at: now).actions == [.hangUp(phone)])
        #expect(overdue.all.map(\.report.state) == [.noAnswer])
    }

    @Test("A visit takes keys from the supervisor's phone only, and none before the call is connected")
    func keys() {
        var listeners = Listeners()
        var visits = joined(&listeners)
        let ofOther = visits.pressed("*", on: call, of: call, isConnected: true, terms, &listeners, at: now)
        #expect(ofOther == nil)
        for key in "*2" {
            let change = visits.pressed(key, on: phone, of: call, isConnected: false, terms, &listeners, at: now)
            #expect(change == Visit.Change())
        }
        _ = visits.pressed("*", on: phone, of: call, isConnected: true, terms, &listeners, at: now)
        let change = visits.pressed("3", on: phone, of: call, isConnected: true, terms, &listeners, at: now)
        #expect(change?.actions == [.snoop(call, as: listener(ordinal: 2), .listen)])
    }
}

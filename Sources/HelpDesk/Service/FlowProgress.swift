import Foundation

/// A flow under way, with what its session has to know of it besides.
///
/// A class, all of whose work is done without waiting: an asynchronous function keeps each copy of a flow that it has made
/// for as long as it waits, and thousands of requests may wait for their CRM.
final class FlowProgress {
    /// What one event has led to.
    struct Step {
        var actions: [CallFlow.Action]
        /// Whether it is to be committed before the actions are carried out.
        var isNews: Bool
        /// Whether it is now decided how the request ends.
        var closes: Bool
        /// Why nothing has come of it.
        var refusal: CallFlow.Refusal?
    }

    private(set) var flow: CallFlow
    /// The request before the last event.
    private(set) var before: HelpRequest
    private var armed: Date?

    init(_ flow: CallFlow) {
        self.flow = flow
        before = flow.request
    }

    var id: HelpRequestID { flow.id }
    var place: WaitingLine.Place { WaitingLine.Place(flow.request) }

    /// - Parameter line: learns for whom the request waits.
    @inline(never)
    func follow(_ event: CallFlow.Event, at now: Date, _ line: WaitingLine) -> Step {
        if event == .tick { armed = nil }
        before = flow.request
        let awaited = flow.awaitedHelpers
        let wasClosing = flow.isClosing
        let refusal = flow.refusal(of: event)
        let actions = flow.handle(event, at: now)
        if flow.awaitedHelpers != awaited { line.update(place, helpers: flow.awaitedHelpers) }
        return Step(
            actions: actions,
            // What neither leads to an order nor shows is written with the next transition. Lost in a crash, it leaves an
            // order in doubt, and doubt is settled by asking the PBX.
            isNews: !actions.isEmpty || flow.request != before, closes: flow.isClosing && !wasClosing,
            refusal: refusal)
    }

    /// The time at which the flow is to hear of a tick; `nil` when nothing is due earlier than what is waited for already.
    func nextDeadline() -> Date? {
        guard let deadline = flow.deadline, armed.map({ deadline < $0 }) ?? true else { return nil }
        armed = deadline
        return deadline
    }
}

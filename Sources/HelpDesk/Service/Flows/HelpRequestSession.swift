import ConcurrencyPrimitives
import Foundation
import Logging

/// One open help request, which runs a ``StoredCallFlow`` and connects it with the store, the PBX, the lookup and the
/// prompts.
final class HelpRequestSession: EventReceiver {
    let place: WaitingLine.Place
    /// The flow as it is stored, or will be, and the actions that it has already returned.
    private let beginning: Locked<(flow: CallFlow, decided: [CallFlow.Action])>
    private let terms: RequestTerms
    let context: HelpDeskContext
    let logger: Logger
    private let clock: RequestClock
    private let runner: FlowRunner<StoredCallFlow>

    /// - Parameters:
    ///   - flow: the flow as it is stored, or will be.
    ///   - decided: the actions that it has already returned.
    ///   - age: the request's age, if another bridge's clock, which may differ, set its dates.
    init(_ flow: CallFlow, decided: [CallFlow.Action], context: HelpDeskContext, age: Duration? = nil) {
        beginning = Locked((flow, decided))
        terms = flow.terms
        self.context = context
        place = WaitingLine.Place(flow.request)
        // Keeps the id of the HTTP request that created it.
        logger = context.logger(
            for: flow.id, in: flow.request.trace, from: Logger.current[metadataKey: HelpRequestJournal.originKey])
        let latest = flow.request.supervisors.reduce(flow.request.updatedAt) { max($0, $1.at) }
        let now = age.map { flow.request.createdAt.addingTimeInterval($0 / .seconds(1)) }
        clock = RequestClock(since: latest, now: now, source: context.clock)
        runner = FlowRunner(CallID(flow.id), clock: clock, router: context.router, deadlines: context.deadlines)
    }

    var id: HelpRequestID { place.id }
    /// The operator's extension.
    var caller: String { terms.caller.extension }
    var pbx: String? { terms.caller.address.pbx }
    var followsTransfers: Bool { true }
    var secondPress: Route.SecondPress { terms.route.secondPress }
    /// The values for prompts, from the request as it began.
    var promptValues: PromptValues { flow.promptValues }
    private var flow: CallFlow { beginning.withLock { $0.flow } }

    /// Registers the session to receive events.
    ///
    /// - Returns: `false` once the bridge is stopping.
    func register() -> Bool {
        context.router.open(CallID(id), self, adopting: flow.foreignChannels)
    }

    /// Decides everything that needs no external answer, so that it is stored with the new request instead of in a
    /// second commit right after.
    ///
    /// The session is already registered, so it receives all later changes.
    func decide() {
        var (flow, actions) = beginning.withLock { $0 }
        actions = actions.flatMap { outcome(of: $0, &flow) ?? [$0] }
        beginning.withLock { $0 = (flow, actions) }
    }

    /// - Returns: the flow's next actions if the result of an action is already known; `nil` if the action must be
    ///   carried out.
    private func outcome(of action: CallFlow.Action, _ flow: inout CallFlow) -> [CallFlow.Action]? {
        let now = flow.request.createdAt
        switch action {
        case .lookUp:
            return LadderFinder(flow, context: context).knownLadder.map { flow.handle(.resolved($0), at: now) }
        case .originate(let ring):
            return context.ports.pbxs[pbx].isConnected ? nil : flow.handle(.deferred(ring.channel), at: now)
        default:
            return nil
        }
    }

    /// Stores the new request.
    ///
    /// - Parameters:
    ///   - tenure: the tenure for running it here; `nil` if the PBX's owner will run it.
    ///   - key: stored in the same transaction.
    func insert(under tenure: PBXTenure?, recording key: IdempotencyKey?) async throws -> HelpRequest {
        let flow = flow
        let request = flow.request
        try await context.ports.store.insert(
            flow, under: tenure, idempotency: key.map { IdempotencyRecord($0, snapshot: request) })
        HelpRequestJournal(logger: logger).accepted(request, isDialled: flow.isDialled)
        return request
    }

    /// Runs until the request has ended and its end is stored, or until the bridge stops.
    func run() async {
        let control = CallControl(
            ports: context.ports, id: pbx, policy: context.policy, logger: logger, line: (context.line, place))
        let (flow, decided) = beginning.withLock { $0 }
        context.phones.count(flow.ringingHelpers)
        var machine = StoredCallFlow(flow)
        let actions = machine.begin(decided)
        let last = await runner.run(machine, beginningWith: actions) { action, machine in
            work(for: action, of: machine.flow, control)
        }
        leave(last)
    }

    func post(_ event: CallFlow.Event, reply: Reply? = nil) {
        runner.post(.call(event, reply: reply))
    }

    func tick() {
        runner.tick()
    }

    func close() {
        // Nothing can be stored once another bridge owns the PBX.
        if context.flows(of: pbx) != nil { runner.post(.closing) }
        runner.close()
    }
}

/// The PBX's events for this request.
extension HelpRequestSession {
    func receive(_ event: PBXEvent) {
        switch event {
        case .synchronized(var part):
            part.takenAt = clock.time(of: part.takenAt)
            post(.reconciled(part))
        case .disconnected: post(.disconnected)
        case .ringing(let channel): post(.ringing(channel))
        case .answered(let channel): post(.answered(channel))
        case .ended(let channel, let reason, let cause): post(.ended(channel, reason, cause))
        case .enteredBridge(let channel): post(.joined(channel))
        case .pressed(let channel, let key): post(.pressed(channel, key))
        case .replaced(let channel, let successor): post(.replaced(channel, by: successor))
        case .forwarded(let channel, let number, let successor):
            let address = ExtensionAddress(number, pbx: pbx).text
            let isAllowed = context.policy.dialable(address) != nil
            if !isAllowed {
                logger.warning(
                    "a phone forwards its call to a number that pbx.numbers does not allow",
                    metadata: ["channel": "\(channel)", "to": "\(number)"])
            }
            post(.forwarded(channel, by: successor, to: address, isAllowed: isAllowed))
        case .pickedUp(let channel, let successor):
            // Picking up a call dials nothing, and a forwarding was checked when it was reported.
            post(.forwarded(channel, by: successor, isAllowed: true))
            post(.answered(successor))
        case .playbackFinished(let playback, let succeeded):
            if !succeeded { logger.error("PBX could not play a prompt", metadata: ["playback": "\(playback)"]) }
            post(.playbackFinished(playback))
        case .arrived, .takeFinished: break  // No help request has these.
        }
    }
}

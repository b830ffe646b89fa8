import Foundation
import Logging

/// Runs the flow of one request: events in, a commit, then the actions.
///
/// Events are handled one after the other. Orders to the PBX go out in their order but beside the events, so that a
/// slow PBX does not delay the news that somebody has hung up. Lookups and prompts run beside both.
///
/// While nothing has come the request has no task: thousands may wait for their CRM, and each task would keep the memory
/// that it has ever needed. While it waits for the disk, it keeps little: what does not wait is kept out of the functions
/// that do.
final class HelpRequestSession: Inbox {
    /// What one event has led to, and who wants to know.
    private final class Turn {
        let step: FlowProgress.Step
        let reply: Reply?

        init(step: FlowProgress.Step, reply: Reply?) {
            self.step = step
            self.reply = reply
        }
    }

    private let desk: HelpDeskContext
    // All three are touched only by the one who makes the request known, and then by the one who works off `letters`: a lock
    // could not be held while he waits.
    nonisolated(unsafe) private let progress: FlowProgress
    nonisolated(unsafe) private var begun: [CallFlow.Action]
    nonisolated(unsafe) private var errands: [Errand] = []
    /// Nobody looks for the first one before the flow has been stored.
    private let letters = Backlog<Letter>(isWorkedOff: true)
    private let orders = Backlog<CallFlow.Action>()
    private let place: WaitingLine.Place

    /// - Parameters:
    ///   - flow: as it is stored, or about to be.
    ///   - actions: what it has already decided to do.
    init(_ flow: CallFlow, actions: [CallFlow.Action], desk: HelpDeskContext) {
        progress = FlowProgress(flow)
        place = progress.place
        begun = actions
        self.desk = desk
    }

    var id: HelpRequestID { place.id }
    /// The operator's extension.
    var caller: String { progress.flow.caller.extension }
    var secondPress: Route.SecondPress { progress.flow.route.secondPress }

    /// Lets events find the request.
    ///
    /// - Returns: `false` once the bridge is stopping.
    func openMailbox() -> Bool {
        desk.mailboxes.open(id, self, adopting: progress.flow.foreignChannels)
    }

    /// Commits the request as it begins.
    ///
    /// - Parameter idempotency: makes the record that is committed with it.
    func insert(_ idempotency: (@Sendable (HelpRequest) throws -> IdempotencyRecord)?) async throws -> HelpRequest {
        let record = try record(idempotency)
        try await desk.ports.store.insert(progress.flow, idempotency: record)
        return accepted()
    }

    @inline(never)
    private func record(
        _ idempotency: (@Sendable (HelpRequest) throws -> IdempotencyRecord)?
    ) throws -> IdempotencyRecord? {
        try idempotency?(progress.flow.request)
    }

    @inline(never)
    private func accepted() -> HelpRequest {
        HelpRequestJournal(logger: desk.logger).accepted(progress.flow.request, isDialled: progress.flow.isDialled)
        return progress.flow.request
    }

    func take(_ letter: Letter) {
        if letters.add(letter) { desk.door.yield(.request(self)) }
    }

    /// What has come is still handled.
    func close() {}

    /// Handles what has come. The first time it comes by itself, from then on whenever something has been taken.
    ///
    /// Returns once everything that was ordered is carried out, also when the bridge stops.
    func work() async {
        await withDiscardingTaskGroup { group in
            perform(begun, &group)
            begun = []
            while let turn = nextTurn() {
                if turn.step.isNews { await commit() }
                if turn.step.closes { await announceEnd() }
                finish(turn, &group)
                // Nobody works off the rest: whoever waits for an answer to it gets none.
                if progress.flow.isEnded { return leave() }
            }
        }
    }

    @inline(never)
    private func nextTurn() -> Turn? {
        guard let letter = letters.next() else { return nil }
        return Turn(step: progress.follow(letter.event, at: Date(), desk.line), reply: letter.reply)
    }

    @inline(never)
    private func finish(_ turn: Turn, _ group: inout DiscardingTaskGroup) {
        perform(turn.step.actions, &group)
        turn.reply?.give(turn.step.refusal.map(Answer.refused) ?? .followed(progress.flow.request))
    }

    @inline(never)
    private func perform(_ actions: [CallFlow.Action], _ group: inout DiscardingTaskGroup) {
        for action in actions {
            switch action {
            case .lookUp:
                let finder = LadderFinder(progress.flow, desk: desk)
                send(Errand { [self] in await lookUp(finder) })
            case .prepare(let kind, let values):
                let wish = PromptWish(kind, values, for: progress.flow)
                send(Errand { [self] in await prepare(wish) })
            default:
                if orders.add(action) { group.addTask { await self.carryOutOrders() } }
            }
        }
        if let deadline = progress.nextDeadline() { desk.deadlines.set(deadline, for: id) }
    }

    private func send(_ errand: Errand) {
        errands.removeAll(where: \.isOver)
        errands.append(errand)
        desk.errandDoor.yield(errand)
    }

    private func carryOutOrders() async {
        let conductor = PBXConductor(
            pbx: desk.ports.pbx, policy: desk.policy, logger: desk.logger(for: id), line: (desk.line, place))
        while let order = orders.next() {
            if let event = await conductor.carryOut(order) { desk.mailboxes.post(event, to: id) }
        }
    }

    private func lookUp(_ finder: LadderFinder) async {
        let ladder = await finder.ladder()
        guard !Task.isCancelled else { return }
        desk.mailboxes.post(.resolved(ladder), to: id)
    }

    private func prepare(_ wish: PromptWish) async {
        for spoken in wish.kinds {
            do {
                let audio = try await desk.ports.studio.prepare(
                    spoken, source: wish.source, voice: wish.voice, values: wish.values)
                desk.mailboxes.post(.promptReady(wish.kind, audio), to: id)
                return
            } catch {
                if Task.isCancelled { return }
                desk.logger(for: id).error(
                    "prompt could not be made", metadata: ["prompt": "\(spoken.rawValue)", "error": "\(error)"])
            }
        }
        desk.mailboxes.post(.promptFailed(wish.kind), to: id)
    }

    /// Puts a transition on disk. A full disk must not leave a caller in the air: the call goes on, and the log cries.
    @inline(never)
    private func commit() async {
        do {
            try await desk.ports.store.update(progress.flow)
            note(nil)
        } catch {
            note(error)
        }
    }

    @inline(never)
    private func note(_ error: (any Error)?) {
        let logger = desk.logger(for: id)
        if let error {
            logger.critical("transition could not be stored; the call goes on", metadata: ["error": "\(error)"])
        }
        HelpRequestJournal(logger: logger).note(progress.flow.request, after: progress.before)
    }

    private func announceEnd() async {
        desk.history.learn(progress.flow.request)
        await desk.openRequests.closed(id, of: progress.flow.request.operator)
    }

    private func leave() {
        desk.mailboxes.close(id)
        desk.deadlines.remove(id)
        desk.line.update(place, helpers: [])
        for errand in errands { errand.cancel() }
        // They hold us.
        errands = []
    }
}

import Foundation
import Logging

/// Runs the flow of one request: events in, a commit, then the actions.
///
/// Events are handled one after the other. Orders to the PBX go out in their order but beside the events, so that a
/// slow PBX does not delay the news that somebody has hung up. Lookups and prompts run beside both.
///
/// A class for the reason that ``FlowProgress`` has; what does not wait is kept out of the functions that do.
final class HelpRequestSession: Sendable {
    private let ports: HelpDeskPorts
    private let policy: DialPolicy
    private let events: AsyncStream<Letter>
    private let mailboxes: Mailboxes
    private let openRequests: OpenRequests
    private let history: HelperHistory
    private let line: WaitingLine
    private let deadlines: Deadlines
    private let logger: Logger

    init(
        ports: HelpDeskPorts, policy: DialPolicy, events: AsyncStream<Letter>, mailboxes: Mailboxes,
        openRequests: OpenRequests, history: HelperHistory, line: WaitingLine, deadlines: Deadlines, logger: Logger
    ) {
        self.ports = ports
        self.policy = policy
        self.events = events
        self.mailboxes = mailboxes
        self.openRequests = openRequests
        self.history = history
        self.line = line
        self.deadlines = deadlines
        self.logger = logger
    }

    /// - Parameters:
    ///   - progress: the flow as it is stored.
    ///   - actions: what it has already decided to do.
    func run(_ progress: FlowProgress, actions: [CallFlow.Action]) async {
        let (orders, queue) = AsyncStream.makeStream(of: CallFlow.Action.self)
        let place = progress.place
        await withDiscardingTaskGroup { group in
            async let ordersCarriedOut: Void = carryOut(orders, place)
            perform(actions, of: progress, queue, &group)
            for await letter in events {
                let step = progress.follow(letter.event, at: Date(), line)
                if step.isNews { await commit(progress) }
                if step.closes { await close(progress) }
                perform(step.actions, of: progress, queue, &group)
                answer(letter, step.refusal, progress)
                if progress.flow.isEnded { break }
            }
            mailboxes.close(place.id)
            queue.finish()
            // What has been ordered is still carried out, also when the bridge stops; only waiting and asking end here.
            await ordersCarriedOut
            deadlines.remove(place.id)
            line.update(place, helpers: [])
            group.cancelAll()
        }
    }

    @inline(never)
    private func perform(
        _ actions: [CallFlow.Action], of progress: FlowProgress, _ queue: AsyncStream<CallFlow.Action>.Continuation,
        _ group: inout DiscardingTaskGroup
    ) {
        let id = progress.id
        for action in actions {
            switch action {
            case .lookUp:
                let finder = LadderFinder(progress.flow, ports: ports, policy: policy, history: history)
                group.addTask { await self.lookUp(finder) }
            case .prepare(let kind, let values):
                let wish = PromptWish(kind, values, for: progress.flow)
                group.addTask { await self.prepare(wish, for: id) }
            default:
                queue.yield(action)
            }
        }
        if let deadline = progress.nextDeadline() { deadlines.set(deadline, for: id) }
    }

    @inline(never)
    private func answer(_ letter: Letter, _ refusal: CallFlow.Refusal?, _ progress: FlowProgress) {
        letter.reply?.give(refusal.map(Answer.refused) ?? .followed(progress.flow.request))
    }

    private func close(_ progress: FlowProgress) async {
        history.learn(progress.flow.request)
        await openRequests.closed(progress.id, of: progress.flow.request.operator)
    }

    private func carryOut(_ orders: AsyncStream<CallFlow.Action>, _ place: WaitingLine.Place) async {
        let conductor = PBXConductor(pbx: ports.pbx, policy: policy, logger: logger, line: (line, place))
        for await order in orders {
            if let event = await conductor.carryOut(order) { mailboxes.post(event, to: place.id) }
        }
    }

    private func lookUp(_ finder: LadderFinder) async {
        let ladder = await finder.ladder()
        guard !Task.isCancelled else { return }
        mailboxes.post(.resolved(ladder), to: finder.flow.id)
    }

    private func prepare(_ wish: PromptWish, for id: HelpRequestID) async {
        for spoken in wish.kinds {
            do {
                let audio = try await ports.studio.prepare(
                    spoken, source: wish.source, voice: wish.voice, values: wish.values)
                mailboxes.post(.promptReady(wish.kind, audio), to: id)
                return
            } catch {
                if Task.isCancelled { break }
                logger.error(
                    "prompt could not be made", metadata: ["prompt": "\(spoken.rawValue)", "error": "\(error)"])
            }
        }
        mailboxes.post(.promptFailed(wish.kind), to: id)
    }

    /// Puts a transition on disk. A full disk must not leave a caller in the air: the call goes on, and the log cries.
    private func commit(_ progress: FlowProgress) async {
        do {
            try await ports.store.update(progress.flow)
        } catch {
            logger.critical("transition could not be stored; the call goes on", metadata: ["error": "\(error)"])
        }
        HelpRequestJournal(logger: logger).note(progress.flow.request, after: progress.before)
    }
}

import Foundation
import Logging

/// Runs the flow of one request: events in, a commit, then the actions.
///
/// Events are handled one after the other. Orders to the PBX go out in their order but beside the events, so that a
/// slow PBX does not delay the news that somebody has hung up. Lookups and prompts run beside both.
struct HelpRequestSession: Sendable {
    let ports: HelpDeskPorts
    let policy: DialPolicy
    let events: AsyncStream<Letter>
    let mailboxes: Mailboxes
    let openRequests: OpenRequests
    let history: HelperHistory
    let line: WaitingLine
    let logger: Logger

    /// - Parameters:
    ///   - initial: the flow as it is stored.
    ///   - actions: what it has already decided to do.
    func run(_ initial: CallFlow, actions: [CallFlow.Action]) async {
        let (orders, queue) = AsyncStream.makeStream(of: CallFlow.Action.self)
        let id = initial.id
        await withDiscardingTaskGroup { group in
            var flow = initial
            var armed: Date?

            func perform(_ actions: [CallFlow.Action]) {
                for action in actions {
                    switch action {
                    case .lookUp:
                        let question = flow
                        group.addTask { await lookUp(for: question) }
                    case .prepare(let kind, let values):
                        let asker = flow
                        group.addTask { await prepare(kind, values, for: asker) }
                    default:
                        queue.yield(action)
                    }
                }
                guard let deadline = flow.deadline, armed.map({ deadline < $0 }) ?? true else { return }
                armed = deadline
                group.addTask { await wait(until: deadline, for: id) }
            }

            async let ordersCarriedOut: Void = carryOut(orders, for: initial.request)
            defer { line.update(WaitingLine.Place(initial.request), helpers: []) }
            perform(actions)
            for await letter in events {
                if letter.event == .tick { armed = nil }
                let before = flow
                let refusal = flow.refusal(of: letter.event)
                let next = flow.handle(letter.event, at: Date())
                // What neither leads to an order nor shows is written with the next transition. Lost in a crash, it leaves
                // an order in doubt, and doubt is settled by asking the PBX.
                if !next.isEmpty || flow.request != before.request { await commit(flow, after: before) }
                if flow.awaitedHelpers != before.awaitedHelpers {
                    line.update(WaitingLine.Place(flow.request), helpers: flow.awaitedHelpers)
                }
                if flow.isClosing, !before.isClosing {
                    history.learn(flow.request)
                    await openRequests.closed(id, of: flow.request.operator)
                }
                perform(next)
                letter.reply?.give(refusal.map(Answer.refused) ?? .followed(flow.request))
                if flow.isEnded { break }
            }
            mailboxes.close(id)
            queue.finish()
            // What has been ordered is still carried out, also when the bridge stops; only waiting and asking end here.
            await ordersCarriedOut
            group.cancelAll()
        }
    }

    private func carryOut(_ orders: AsyncStream<CallFlow.Action>, for request: HelpRequest) async {
        let conductor = PBXConductor(
            pbx: ports.pbx, policy: policy, logger: logger, line: (line, WaitingLine.Place(request)))
        for await order in orders {
            if let event = await conductor.carryOut(order) { mailboxes.post(event, to: request.id) }
        }
    }

    private func lookUp(for flow: CallFlow) async {
        let ladder = await LadderFinder(ports: ports, policy: policy, history: history).ladder(for: flow)
        guard !Task.isCancelled else { return }
        mailboxes.post(.resolved(ladder), to: flow.id)
    }

    private func prepare(_ kind: PromptKind, _ values: PromptValues, for flow: CallFlow) async {
        let source = flow.route.prompts[kind]
        var kinds = [kind]
        if kind == .managerIntro, source == nil, flow.request.urgency == .emergency { kinds = [.emergencyIntro, kind] }
        for spoken in kinds {
            do {
                let audio = try await ports.studio.prepare(
                    spoken, source: source, voice: flow.route.voice, values: values)
                mailboxes.post(.promptReady(kind, audio), to: flow.id)
                return
            } catch {
                if Task.isCancelled { break }
                logger.error(
                    "prompt could not be made", metadata: ["prompt": "\(spoken.rawValue)", "error": "\(error)"])
            }
        }
        mailboxes.post(.promptFailed(kind), to: flow.id)
    }

    private func wait(until deadline: Date, for id: HelpRequestID) async {
        do {
            try await Task.sleep(for: .seconds(max(0, deadline.timeIntervalSinceNow)))
            mailboxes.post(.tick, to: id)
        } catch {
            // Cancelled: the request is over, or the bridge stops.
        }
    }

    /// Puts a transition on disk. A full disk must not leave a caller in the air: the call goes on, and the log cries.
    private func commit(_ flow: CallFlow, after before: CallFlow) async {
        do {
            try await ports.store.update(flow)
        } catch {
            logger.critical("transition could not be stored; the call goes on", metadata: ["error": "\(error)"])
        }
        HelpRequestJournal(logger: logger).note(flow.request, after: before.request)
    }
}

import ConcurrencyPrimitives
import Logging

/// The runner of one PBX's flows while this bridge owns the PBX: those that an earlier owner left, those that this
/// bridge accepts, and those that other bridges accepted.
struct TenureRunner: Sendable {
    private let helpDesk: HelpDeskService
    private let tenure: PBXTenure
    private let flows: OwnedFlows

    init(_ tenure: PBXTenure, _ helpDesk: HelpDeskService) {
        self.helpDesk = helpDesk
        self.tenure = tenure
        flows = helpDesk.context.flows(under: tenure)
    }

    private var context: HelpDeskContext { helpDesk.context }
    private var router: EventRouter { context.router }
    private var access: PBXAccess { context.ports.pbxs[tenure.pbx].access }

    /// Whether a PBX's requests run under this tenure.
    ///
    /// The default PBX's tenure also runs the requests of PBXs that are no longer configured.
    @Sendable private func isServed(_ pbx: String?) -> Bool {
        context.ports.pbxs.standIn(for: pbx) == tenure.pbx
    }

    /// Runs the flows, and returns once the tenure has ended or the bridge is stopping, and none of its flows runs here
    /// any more.
    ///
    /// - Throws: the store's error, if no other bridge could take over the PBX.
    func run() async throws {
        defer {
            flows.takenUp.open()
            tenure.finish()
        }
        guard try await takeUp() else { return letGo() }
        router.set(complete: true, on: tenure.pbx)
        flows.takenUp.open()
        // Events arrive from now on, and each of them finds its flow.
        access.open(under: tenure)
        await withDiscardingTaskGroup { group in
            group.addTask { await self.leave() }
            group.addTask { await self.takeForwarded() }
            await serve()
            group.cancelAll()
        }
        // A lost tenure is released whichever task ended first. When the bridge is stopping, it keeps its calls until
        // now.
        if !tenure.isHeld { letGo() }
    }

    /// Releases the PBX when the tenure ends: no more orders are sent, and the flows are left to the next owner.
    private func leave() async {
        await tenure.waitForEnd()
        guard !Task.isCancelled else { return }
        letGo()
    }

    private func letGo() {
        access.close()
        router.set(complete: false, on: tenure.pbx)
        flows.finish()
        for id in router.open(where: isServed) {
            if let session = router.session(of: id) {
                context.openRequests.closed(session.id, of: session.caller)
            }
            router.close(id)
        }
    }

    private func serve() async {
        await withDiscardingTaskGroup { group in
            for await arrival in flows.arrivals {
                switch arrival {
                case .request(let session):
                    group.addTask { await session.run() }
                case .rejection(let channel, let kind, let route, let values):
                    let rejection = CallRejection(context: context, pbx: tenure.pbx)
                    group.addTask { await rejection.run(channel, saying: kind, route: route, values) }
                }
            }
        }
    }
}

/// Requests and orders from earlier owners and other bridges.
extension TenureRunner {
    /// The delay before the store is asked again after a failure.
    private static let pause = Duration.milliseconds(200)

    /// Resumes the open requests that an earlier process or another bridge left.
    ///
    /// - Returns: `false` if the tenure was over, or the bridge stopped, before they could be read.
    private func takeUp() async throws -> Bool {
        while true {
            do {
                takeUp(try await context.ports.store.takeUpFlows(under: tenure, where: isServed))
                return true
            } catch {
                if tenure.isUnlimited { throw error }
                guard tenure.isHeld, !Task.isCancelled else { return false }
                context.logger.error("open help requests cannot be read", metadata: ["error": "\(error)"])
                // The task was cancelled: the bridge is stopping, and the tenure with it.
                guard (try? await Task.sleep(for: Self.pause)) != nil else { return false }
            }
        }
    }

    private func takeUp(_ open: [CallFlow]) {
        // A request submitted before this point is already registered with the router, and its flow is waiting to be
        // started.
        let left = open.filter { !router.contains(CallID($0.id)) }
        guard !left.isEmpty else { return }
        var metadata: Logger.Metadata = ["count": "\(left.count)"]
        if let pbx = tenure.pbx { metadata["pbx"] = "\(pbx)" }
        context.logger.notice("taking up open help requests", metadata: metadata)
        for flow in left {
            guard let session = takeUp(flow), !context.ports.pbxs.contains(flow.pbx) else { continue }
            context.logger.warning(
                "an open help request belongs to a PBX that is no longer configured",
                metadata: ["request": "\(flow.id)", "pbx": "\(flow.pbx ?? context.policy.defaultPBX)"])
            // No event about its calls will ever arrive.
            session.post(.reconciled(PBXSnapshot()))
        }
    }

    /// - Parameter age: the request's age, if another bridge dated it.
    /// - Returns: `nil` once the bridge is stopping.
    private func takeUp(_ flow: CallFlow, age: Duration? = nil) -> HelpRequestSession? {
        let session = HelpRequestSession(flow, decided: [], context: context, age: age)
        guard session.register() else { return nil }
        if !flow.isClosing { context.openRequests.opened(flow.id, by: flow.request.operator) }
        // Before any flow resumes: a free helper belongs to the first request in the line.
        context.line.update(session.place, helpers: flow.awaitedHelpers)
        session.post(.resumed)
        // The presences may have changed while no process was running.
        session.post(.absent(context.ports.callCenter.current.absent))
        flows.begin(.request(session))
        return session
    }

    private func takeForwarded() async {
        guard let forwarding = context.ports.forwarding else { return }
        await withDiscardingTaskGroup { group in
            while let batch = await forwarding.nextWork(under: tenure) {
                for work in batch {
                    switch work {
                    case .request(let flow, let age):
                        guard tenure.isHeld, !router.contains(CallID(flow.id)),
                            let session = takeUp(flow, age: age)
                        else { continue }
                        // No order has been given for it, so the PBX need not be asked. A caller who dialled a code
                        // waits to be answered; if they hung up, answering the call shows it.
                        let calls = flow.foreignChannels.map { ($0, PBXSnapshot.ChannelState.ringing) }
                        session.post(.reconciled(PBXSnapshot(channels: Dictionary(calls) { first, _ in first })))
                    case .order(let number, let order, let request):
                        group.addTask { await self.carryOut(order, of: request, number: number, forwarding) }
                    case .ownerOrder(let number, let order):
                        group.addTask { await self.carryOut(order, number: number, forwarding) }
                    }
                }
            }
        }
    }

    private func carryOut(
        _ order: ForwardedOrder, of request: HelpRequestID, number: Int64, _ forwarding: any OrderForwarding
    ) async {
        let answer = await router.ask(order.event, of: request)
        await tell { try await forwarding.answer(number, with: answer) }
    }

    private func carryOut(_ order: OwnerOrder, number: Int64, _ forwarding: any OrderForwarding) async {
        guard tenure.isHeld else { return }
        let answer = await OwnerOrders(helpDesk, on: tenure.pbx).carryOut(order)
        await tell { try await forwarding.answer(number, with: answer) }
    }

    private func tell(_ answer: () async throws -> Void) async {
        // An unanswered order is given to the PBX's next owner.
        guard tenure.isHeld else { return }
        do {
            try await answer()
        } catch {
            context.logger.error("a forwarded order cannot be answered", metadata: ["error": "\(error)"])
        }
    }
}

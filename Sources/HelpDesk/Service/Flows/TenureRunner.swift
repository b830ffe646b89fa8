import ConcurrencyPrimitives
import Logging

/// Runs the flows of one PBX for as long as it is this bridge's: those that an earlier owner has left, those that this bridge
/// accepts, and those that other bridges have accepted.
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

    /// Whether the requests of a PBX run under this tenure: also those of one that is not configured any more, under that of the
    /// default one.
    @Sendable private func isServed(_ pbx: String?) -> Bool {
        context.ports.pbxs.standIn(for: pbx) == tenure.pbx
    }

    /// Returns once the tenure has ended, or the bridge stops, and nothing of its flows runs here any more.
    ///
    /// - Throws: what the store does, where no other bridge could take the PBX over.
    func run() async throws {
        defer {
            flows.takenUp.open()
            tenure.finish()
        }
        guard try await takeUp() else { return letGo() }
        router.set(complete: true, on: tenure.pbx)
        flows.takenUp.open()
        // Events come from now on: each of them finds its flow.
        access.open(under: tenure)
        await withDiscardingTaskGroup { group in
            group.addTask { await self.leave() }
            group.addTask { await self.takeForwarded() }
            await serve()
            group.cancelAll()
        }
        // What is lost is let go of whichever of them ended first. Where the bridge stops, it keeps its calls until then.
        if !tenure.isHeld { letGo() }
    }

    /// Lets go of the PBX when the tenure ends: nothing is ordered, and the flows are left to the next owner.
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
            if let session = router.receiver(of: id) as? HelpRequestSession {
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

/// What comes from elsewhere.
extension TenureRunner {
    /// How long after the store has failed it is asked again.
    private static let pause = Duration.milliseconds(200)

    /// Takes up the open requests that an earlier process, or another bridge, has left.
    ///
    /// - Returns: `false` when the tenure was over, or the bridge stopped, before they could be read.
    private func takeUp() async throws -> Bool {
        while true {
            do {
                takeUp(try await context.ports.store.takeUpFlows(under: tenure, where: isServed))
                return true
            } catch {
                if tenure.isUnlimited { throw error }
                guard tenure.isHeld else { return false }
                context.logger.error("open help requests cannot be read", metadata: ["error": "\(error)"])
                // Cancelled: the bridge stops, and the tenure with it.
                guard (try? await Task.sleep(for: Self.pause)) != nil else { return false }
            }
        }
    }

    private func takeUp(_ open: [CallFlow]) {
        // A request submitted before this point is already registered with the router, and its flow waits to be started.
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
            // Nothing will ever be told of its calls.
            session.post(.reconciled(PBXSnapshot()))
        }
    }

    /// - Parameter age: for how long there has been the request, where another bridge has dated it.
    /// - Returns: `nil` once the bridge is stopping.
    private func takeUp(_ flow: CallFlow, age: Duration? = nil) -> HelpRequestSession? {
        let session = HelpRequestSession(flow, decided: [], context: context, age: age)
        guard session.register() else { return nil }
        if !flow.isClosing { context.openRequests.opened(flow.id, by: flow.request.operator) }
        // Before any of them goes on: a helper who is free is the first one's in the line.
        context.line.update(session.place, helpers: flow.awaitedHelpers)
        session.post(.resumed)
        // It may have changed while no process was running.
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
                        // Nobody has ordered anything for it, so that the PBX need not be asked. Whoever has dialled a code
                        // waits to be answered; if they do not any more, answering them tells.
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
        guard order.isAnswered else {
            router.post(order.event, to: request)
            return
        }
        let answer = await router.ask(order.event, of: request)
        await tell { try await forwarding.answer(number, with: answer) }
    }

    private func carryOut(_ order: OwnerOrder, number: Int64, _ forwarding: any OrderForwarding) async {
        guard tenure.isHeld else { return }
        let answer = await OwnerOrders(helpDesk, on: tenure.pbx).carryOut(order)
        await tell { try await forwarding.answer(number, with: answer) }
    }

    private func tell(_ answer: () async throws -> Void) async {
        // Not answered, it is given to whoever has the PBX then.
        guard tenure.isHeld else { return }
        do {
            try await answer()
        } catch {
            context.logger.error("a forwarded order cannot be answered", metadata: ["error": "\(error)"])
        }
    }
}

import ConcurrencyPrimitives
import Foundation
import Logging

/// A follower of one PBX, which passes its events to the flows whose calls are on it.
struct PBXFollower: Sendable {
    /// The PBX's id; `nil` for the default one.
    private let id: String?
    private let helpDesk: HelpDeskService
    private let pbx: any PBX
    private let router: EventRouter
    private let logger: Logger

    init(_ id: String?, _ helpDesk: HelpDeskService) {
        self.id = id
        self.helpDesk = helpDesk
        pbx = helpDesk.ports.pbxs[id]
        router = helpDesk.router
        var logger = helpDesk.logger
        if let id { logger[metadataKey: "pbx"] = "\(id)" }
        self.logger = logger
    }

    /// Follows the PBX until its events end.
    func run() async {
        await withDiscardingTaskGroup { group in
            for await event in pbx.events {
                let flows = helpDesk.context.flows(of: id)
                await flows?.takenUp.wait()
                switch event {
                case .synchronized(let snapshot):
                    // A snapshot from before another bridge owned the PBX does not describe its current calls.
                    guard let flows, flows.covers(snapshot) else { continue }
                    helpDesk.recordings?.removeForgotten(on: id)
                    reconcile(with: snapshot, in: &group)
                case .disconnected(let reason):
                    logger.warning("PBX event stream is down", metadata: ["reason": "\(reason)"])
                    router.withReceivers { for receiver in $0 where receiver.pbx == id { receiver.receive(event) } }
                case .ringing(let channel) where isAbandoned(channel),
                    .answered(let channel) where isAbandoned(channel):
                    logger.notice("hanging up on somebody whose call is over", metadata: ["channel": "\(channel)"])
                    group.addTask { await self.hangUp(channel) }
                case .ringing(let channel), .answered(let channel), .ended(let channel, _, _),
                    .enteredBridge(let channel), .pressed(let channel, _):
                    router.post(event, to: router.owner(of: channel, on: id))
                case .replaced(let channel, let successor):
                    guard let owner = router.owner(of: channel, on: id), router.contains(owner) else {
                        // The call is over, so no flow would ever hang up the new channel.
                        if router.hasForgotten(router.owner(of: channel, on: id), on: id) {
                            group.addTask { await self.hangUp(successor) }
                        }
                        continue
                    }
                    router.adopt(successor, for: owner)
                    router.post(event, to: owner)
                case .forwarded(let channel, _, let successor), .pickedUp(let channel, let successor):
                    // If the phone is not ours, its caller handles the call.
                    guard let owner = router.owner(of: channel, on: id) else { continue }
                    let receiver = router.receiver(of: owner)
                    guard let receiver, receiver.followsTransfers else {
                        if receiver != nil || router.hasForgotten(owner, on: id) {
                            group.addTask { await self.hangUp(successor) }
                        }
                        continue
                    }
                    router.adopt(successor, for: owner)
                    router.post(event, to: owner)
                case .arrived(let call):
                    if call.wasFound, router.contains(router.owner(of: call.channel, on: id)) { continue }
                    // Not in order with the events, because the disk may be slow.
                    group.addTask { await self.receive(call) }
                case .playbackFinished(let playback, _): router.post(event, to: playback.call)
                case .takeFinished(let take, _): router.post(event, to: take.call)
                }
            }
        }
    }

    private var control: CallControl {
        CallControl(ports: helpDesk.ports, id: id, policy: helpDesk.policy, logger: logger)
    }

    private func hangUp(_ channel: ChannelID) async {
        _ = await control.hangUp(channel)
    }

    /// Whether a channel is ours but its flow is over: the PBX may carry out an order late.
    private func isAbandoned(_ channel: ChannelID) -> Bool {
        channel.call.map { router.hasForgotten($0, on: id) } ?? false
    }

    /// Handles a dialled code: an operator gets a request, anybody else hears why not.
    private func receive(_ call: IncomingCall) async {
        let callCenter = helpDesk.ports.callCenter.current
        guard let route = callCenter.route(call.code, on: id ?? helpDesk.policy.defaultPBX) else {
            logger.notice("dialled code has no route", metadata: metadata(call))
            // The dialplan continues by itself.
            guard !call.wasFound else { return }
            // The voice of any route is better than silence.
            let other = callCenter.routes.values.min { $0.code < $1.code }
            return reject(call, saying: .unknownCode, other)
        }
        guard let caller = call.callers.compactMap({ callCenter.operators[ExtensionAddress($0, pbx: id).text] }).first
        else {
            logger.notice("request code dialled by somebody who is not an operator", metadata: metadata(call))
            return reject(call, saying: .notOperator, route)
        }
        do {
            let draft = HelpRequestDraft(operator: caller.extension, route: route.code)
            let session = try helpDesk.session(for: draft, arrivedOn: call.channel)
            guard let flows = helpDesk.context.flows(of: id) else { return }
            if let open = try await helpDesk.openRequest(of: caller.extension, in: flows) {
                guard route.secondPress == .cancel else {
                    return reject(call, saying: .requestOpen, route, session.promptValues)
                }
                // The operator is told on this call, not on the request's; if they were being helped, they need no
                // announcement.
                router.post(open.state == .connected ? .withdrawn : .cancel, to: open.id)
                return reject(call, saying: .requestCancelled, route, session.promptValues)
            }
            // Callers from an operator's phone have the operator's rights to their requests. Another bridge may have
            // accepted a request at the same moment.
            let submitter = Submitter(mayAct: { _ in true })
            if try await helpDesk.begin(session, in: flows, by: submitter).id != session.id {
                reject(call, saying: .requestOpen, route, session.promptValues)
            }
        } catch {
            logger.error("a dialled request was refused", metadata: metadata(call, ["error": "\(error)"]))
            reject(call, saying: .unavailable, route)
        }
    }

    private func metadata(_ call: IncomingCall, _ more: Logger.Metadata = [:]) -> Logger.Metadata {
        ["code": "\(call.code)", "callers": "\(call.callers)", "channel": "\(call.channel)"]
            .merging(more) { $1 }
    }

    private func reject(
        _ call: IncomingCall, saying kind: PromptKind, _ route: Route?, _ values: PromptValues = PromptValues()
    ) {
        // If another bridge owns the PBX by now, it handles the call.
        helpDesk.context.flows(of: id)?.begin(.rejection(call.channel, saying: kind, route, values))
    }

    /// Sends every open flow its part of the snapshot, and removes channels and bridges that belong to no flow.
    private func reconcile(with snapshot: PBXSnapshot, in group: inout DiscardingTaskGroup) {
        for (bridge, members) in snapshot.bridges {
            guard let owner = bridge.call else { continue }
            // Somebody was transferred while no process was running.
            for channel in members where router.owner(of: channel, on: id) == nil { router.adopt(channel, for: owner) }
        }
        let channels = Dictionary(grouping: snapshot.channels, by: { router.owner(of: $0.key, on: id) })
        for open in router.open(on: id) {
            var part = PBXSnapshot(takenAt: snapshot.takenAt)
            for (channel, state) in channels[open] ?? [] { part.channels[channel] = state }
            part.bridges = snapshot.bridges.filter { $0.key.call == open }
            router.post(.synchronized(part), to: open)
        }
        for channel in snapshot.channels.keys
        where !snapshot.newcomers.contains(channel) && router.hasForgotten(router.owner(of: channel, on: id), on: id) {
            logger.notice("hanging up an orphaned channel", metadata: ["channel": "\(channel)"])
            group.addTask { await self.hangUp(channel) }
        }
        for bridge in snapshot.bridges.keys where router.hasForgotten(bridge.call, on: id) {
            group.addTask { _ = await self.control.destroy(bridge) }
        }
    }
}

import Foundation
import Logging

/// The PBX's events.
extension HelpDeskService {
    /// Follows the PBX until its events end.
    func followPBX() async {
        await withDiscardingTaskGroup { group in
            for await event in ports.pbx.events {
                switch event {
                case .synchronized(let snapshot):
                    recordings?.removeForgotten()
                    await reconcile(with: snapshot)
                case .disconnected(let reason):
                    logger.warning("PBX event stream is down", metadata: ["reason": "\(reason)"])
                    router.withReceivers { for receiver in $0 { receiver.receive(event) } }
                case .ringing(let channel) where isAbandoned(channel),
                    .answered(let channel) where isAbandoned(channel):
                    logger.notice("hanging up on somebody whose call is over", metadata: ["channel": "\(channel)"])
                    group.addTask { await self.hangUp(channel) }
                case .ringing(let channel), .answered(let channel), .ended(let channel, _, _),
                    .enteredBridge(_, let channel),
                    .pressed(let channel, _):
                    router.post(event, to: router.owner(of: channel))
                case .replaced(let channel, let successor):
                    guard let owner = router.owner(of: channel), router.contains(owner) else {
                        // The call is over: nobody would ever hang up.
                        if router.hasForgotten(router.owner(of: channel)) {
                            group.addTask { await self.hangUp(successor) }
                        }
                        continue
                    }
                    router.adopt(successor, for: owner)
                    router.post(event, to: owner)
                case .forwarded(let channel, _, let successor), .pickedUp(let channel, let successor):
                    // A phone that records a sound cannot be used for this: the call ends.
                    // The phone is not ours; whoever called it handles the call.
                    guard let owner = router.owner(of: channel) else { continue }
                    let receiver = router.receiver(of: owner)
                    guard receiver is HelpRequestSession else {
                        if receiver != nil || router.hasForgotten(owner) {
                            group.addTask { await self.hangUp(successor) }
                        }
                        continue
                    }
                    router.adopt(successor, for: owner)
                    router.post(event, to: owner)
                case .arrived(let call):
                    // Not in order with the events, since the disk may be slow.
                    group.addTask { await self.receive(call) }
                case .playbackFinished(let playback, _): router.post(event, to: playback.call)
                case .takeFinished(let take, _): router.post(event, to: take.call)
                }
            }
        }
    }

    private func hangUp(_ channel: ChannelID) async {
        _ = await PBXConductor(pbx: ports.pbx, policy: policy, logger: logger).carryOut(.hangUp(channel))
    }

    /// Whether a channel is ours but its flow is over: the PBX may carry an order out late.
    private func isAbandoned(_ channel: ChannelID) -> Bool {
        channel.call.map(router.hasForgotten) ?? false
    }

    /// Somebody dialled a code: an operator gets a request, anybody else hears why not.
    private func receive(_ call: IncomingCall) async {
        let callCenter = ports.callCenter.current
        guard let route = callCenter.routes[call.code] else {
            logger.notice("somebody dialled a code that no route has", metadata: metadata(call))
            // The voice of any route is better than silence.
            let other = callCenter.routes.values.min { $0.code < $1.code }
            return reject(call, saying: .unknownCode, other)
        }
        guard let caller = call.callers.compactMap({ callCenter.operators[$0] }).first else {
            logger.notice("somebody who is no operator dialled a request code", metadata: metadata(call))
            return reject(call, saying: .notOperator, route)
        }
        do {
            let draft = HelpRequestDraft(operator: caller.extension, route: route.code)
            let session = try session(for: draft, arrivedOn: call.channel)
            while let open = await openRequests.claim(caller.extension) {
                guard let request = try await stillOpen(open, of: caller.extension) else { continue }
                guard route.secondPress == .cancel else { return reject(call, saying: .requestOpen, route) }
                // They are told on this call, not on the request's; whoever was being helped needs no announcement.
                router.post(request.state == .connected ? .withdrawn : .cancel, to: open)
                return reject(call, saying: .requestCancelled, route)
            }
            _ = try await begin(session)
        } catch {
            logger.error("a dialled request was refused", metadata: metadata(call, ["error": "\(error)"]))
            reject(call, saying: .unavailable, route)
        }
    }

    private func metadata(_ call: IncomingCall, _ more: Logger.Metadata = [:]) -> Logger.Metadata {
        ["code": "\(call.code)", "callers": "\(call.callers)", "channel": "\(call.channel)"]
            .merging(more) { $1 }
    }

    private func reject(_ call: IncomingCall, saying kind: PromptKind, _ route: Route?) {
        context.arrivalQueue.yield(.rejection(call.channel, saying: kind, route))
    }

    /// Gives every open flow its part of the snapshot, and removes what belongs to none.
    private func reconcile(with snapshot: PBXSnapshot) async {
        for (bridge, members) in snapshot.bridges {
            guard let id = bridge.call else { continue }
            // Somebody was transferred while no process was running.
            for channel in members where router.owner(of: channel) == nil { router.adopt(channel, for: id) }
        }
        let channels = Dictionary(grouping: snapshot.channels, by: { router.owner(of: $0.key) })
        for id in router.open {
            var part = PBXSnapshot(takenAt: snapshot.takenAt)
            for (channel, state) in channels[id] ?? [] { part.channels[channel] = state }
            part.bridges = snapshot.bridges.filter { $0.key.call == id }
            router.post(.synchronized(part), to: id)
        }
        let conductor = PBXConductor(pbx: ports.pbx, policy: policy, logger: logger)
        for channel in snapshot.channels.keys where router.hasForgotten(router.owner(of: channel)) {
            logger.notice("hanging up a channel that nobody owns", metadata: ["channel": "\(channel)"])
            _ = await conductor.carryOut(.hangUp(channel))
        }
        for bridge in snapshot.bridges.keys where router.hasForgotten(bridge.call) {
            _ = await conductor.carryOut(.destroy(bridge))
        }
    }
}

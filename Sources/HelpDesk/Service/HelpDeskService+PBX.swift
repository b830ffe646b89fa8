import Foundation
import Logging

/// What the PBX tells.
extension HelpDeskService {
    /// Follows the PBX until its events end.
    func followPBX() async {
        await withDiscardingTaskGroup { group in
            for await event in ports.pbx.events {
                if recordings?.take(event) == true { continue }
                switch event {
                case .connected(let snapshot):
                    await reconcile(with: snapshot)
                case .disconnected(let reason):
                    logger.warning("PBX event stream is down", metadata: ["reason": "\(reason)"])
                    for id in router.open { router.post(.disconnected, to: id) }
                case .ringing(let channel) where isAbandoned(channel),
                    .answered(let channel) where isAbandoned(channel):
                    logger.notice("hanging up on somebody whose request is over", metadata: ["channel": "\(channel)"])
                    group.addTask { await self.hangUp(channel) }
                case .ringing(let channel): post(.ringing(channel), about: channel)
                case .answered(let channel): post(.answered(channel), about: channel)
                case .ended(let channel, let reason): post(.ended(channel, reason), about: channel)
                case .joined(_, let channel): post(.joined(channel), about: channel)
                case .pressed(let channel, let key): post(.pressed(channel, key), about: channel)
                case .replaced(let channel, let successor):
                    guard let owner = router.owner(of: channel), router.contains(owner) else {
                        // His request is over: nobody would ever hang up.
                        group.addTask { await self.hangUp(successor) }
                        continue
                    }
                    router.adopt(successor, for: owner)
                    post(.replaced(channel, by: successor), about: channel)
                case .arrived(let call):
                    // Beside the events: the disk may take its time.
                    group.addTask { await self.receive(call) }
                case .playbackFinished(let playback, let succeeded):
                    if !succeeded { logger.error("PBX could not play a prompt", metadata: ["playback": "\(playback)"]) }
                    if let id = playback.request { router.post(.playbackFinished(playback), to: id) }
                case .takeFinished: break  // Its recording is over.
                }
            }
        }
    }

    private func post(_ event: CallFlow.Event, about channel: ChannelID) {
        guard let id = router.owner(of: channel) else { return }
        router.post(event, to: id)
    }

    private func hangUp(_ channel: ChannelID) async {
        _ = await PBXConductor(pbx: ports.pbx, policy: policy, logger: logger).carryOut(.hangUp(channel))
    }

    /// Whether a channel is ours, and the request for which it was made is over: an order may be carried out late.
    private func isAbandoned(_ channel: ChannelID) -> Bool {
        // A bridge that stops leaves everybody to the next process.
        guard let id = channel.request, !router.isShut else { return false }
        return !isOpen(id)
    }

    /// Somebody has dialled a code: an operator gets his request, everybody hears what comes of it.
    private func receive(_ call: IncomingCall) async {
        let callCenter = ports.callCenter.current
        guard let route = callCenter.routes[call.code] else {
            logger.notice("somebody dialled a code that no route has", metadata: metadata(call))
            // Any route's voice is better than silence.
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
                guard try await stillOpen(open, of: caller.extension) != nil else { continue }
                guard route.secondPress == .cancel else { return reject(call, saying: .requestOpen, route) }
                // He hears of it here, and not on the line of the request.
                router.post(.cancel, to: open)
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
        desk.arrivalQueue.yield(.rejection(call.channel, saying: kind, route))
    }

    /// Tells every open request how its part of the world stands, and removes what belongs to none.
    private func reconcile(with snapshot: PBXSnapshot) async {
        for (bridge, members) in snapshot.bridges {
            guard let id = bridge.request else { continue }
            // Somebody was transferred while nobody was looking.
            for channel in members where router.owner(of: channel) == nil { router.adopt(channel, for: id) }
        }
        let channels = Dictionary(grouping: snapshot.channels, by: { router.owner(of: $0.key) })
        for id in router.open {
            var part = PBXSnapshot(takenAt: snapshot.takenAt)
            for (channel, state) in channels[id] ?? [] { part.channels[channel] = state }
            part.bridges = snapshot.bridges.filter { $0.key.request == id }
            router.post(.reconciled(part), to: id)
        }
        let conductor = PBXConductor(pbx: ports.pbx, policy: policy, logger: logger)
        for channel in snapshot.channels.keys where !isOpen(router.owner(of: channel)) {
            logger.notice("hanging up a channel that no open request owns", metadata: ["channel": "\(channel)"])
            _ = await conductor.carryOut(.hangUp(channel))
        }
        for bridge in snapshot.bridges.keys where !isOpen(bridge.request) {
            _ = await conductor.carryOut(.destroy(bridge))
        }
    }

    private func isOpen(_ id: HelpRequestID?) -> Bool {
        guard let id else { return false }
        return router.contains(id) || recordings?.isOpen(id) == true
    }
}

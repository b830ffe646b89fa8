import Logging

/// Carries out a flow's orders on the PBX and turns refusals into events.
struct PBXConductor: Sendable {
    let pbx: any PBX
    let policy: DialPolicy
    let logger: Logger

    /// - Returns: what the flow has to know of it at once; `nil` when the PBX's own events will tell.
    func carryOut(_ order: CallFlow.Action) async -> CallFlow.Event? {
        switch order {
        case .originate(let ring):
            return await originate(ring)
        case .play(let audio, let playback, let channel):
            do throws(PBXError) {
                try await pbx.play(audio, as: playback, on: channel)
                return nil
            } catch {
                report(error, of: "play", on: channel)
                return .playbackFinished(playback)
            }
        case .startRinging(let channel):
            await attempt("ring", on: channel) { () async throws(PBXError) in try await pbx.startRinging(channel) }
            return nil
        case .stopRinging(let channel):
            await attempt("stop ringing", on: channel) { () async throws(PBXError) in
                try await pbx.stopRinging(channel)
            }
            return nil
        case .join(let channels, let bridge):
            do throws(PBXError) {
                try await pbx.join(channels, in: bridge)
                return nil
            } catch {
                report(error, of: "join", on: channels[0])
                // While the event stream is down nothing is decided: the joining is ordered again when it is back.
                return error == .notConnected ? nil : .joinFailed
            }
        case .destroy(let bridge):
            do throws(PBXError) {
                try await pbx.destroy(bridge)
            } catch {
                logger.debug("bridge was not destroyed", metadata: ["bridge": "\(bridge)", "error": "\(error)"])
            }
            return nil
        case .hangUp(let channel):
            do throws(PBXError) {
                try await pbx.hangUp(channel)
                return nil
            } catch {
                if error == .gone { return .ended(channel, .normal) }
                report(error, of: "hang up", on: channel)
                return nil
            }
        case .lookUp, .prepare:
            return nil
        }
    }

    private func originate(_ ring: CallFlow.Ring) async -> CallFlow.Event {
        guard let number = policy.dialable(ring.extension) else {
            logger.error("extension may not be dialled under pbx.numbers", metadata: ["extension": "\(ring.extension)"])
            return .refused(ring.channel, .failed)
        }
        let order = Origination(
            channel: ring.channel, number: number, timeoutSeconds: ring.timeoutSeconds, callerName: ring.callerName,
            callerNumber: ring.callerNumber, originator: ring.originator)
        do throws(PBXError) {
            try await pbx.originate(order)
            return .originated(ring.channel)
        } catch {
            report(error, of: "originate", on: ring.channel)
            switch error {
            case .notConnected: return .deferred(ring.channel)
            case .offline: return .refused(ring.channel, .offline)
            case .gone, .refused, .unanswered: return .refused(ring.channel, .failed)
            }
        }
    }

    private func attempt(
        _ name: String, on channel: ChannelID, _ order: () async throws(PBXError) -> Void
    ) async {
        do throws(PBXError) {
            try await order()
        } catch {
            report(error, of: name, on: channel)
        }
    }

    private func report(_ error: PBXError, of order: String, on channel: ChannelID) {
        let metadata: Logger.Metadata = ["order": "\(order)", "channel": "\(channel)", "error": "\(error)"]
        switch error {
        case .offline, .gone: logger.debug("PBX did not carry out an order", metadata: metadata)
        case .notConnected, .refused, .unanswered: logger.warning("PBX did not carry out an order", metadata: metadata)
        }
    }
}

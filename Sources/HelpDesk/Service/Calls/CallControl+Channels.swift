import Logging

/// Orders for existing channels.
extension CallControl {
    func play(_ audio: PromptAudio, as playback: PlaybackID, on channel: ChannelID) async -> CallFlow.Event? {
        do throws(PBXError) {
            try await pbx.play(audio, as: playback, on: channel)
            return nil
        } catch {
            report(error, of: "play", on: channel)
            return error == .notConnected ? .notPlayed(playback, audio) : .playbackFinished(playback)
        }
    }

    func answer(_ channel: ChannelID) async -> CallFlow.Event? {
        do throws(PBXError) {
            try await pbx.answer(channel)
            return .answered(channel)
        } catch {
            report(error, of: "answer", on: channel)
            switch error {
            // The event stream is down; the order is repeated when it is back.
            case .notConnected: return nil
            case .gone: return .ended(channel, .normal)
            case .offline, .refused, .unanswered: return .refused(channel, .failed)
            }
        }
    }

    func join(_ channels: [ChannelID], in bridge: BridgeID) async -> CallFlow.Event? {
        do throws(PBXError) {
            try await pbx.join(channels, in: bridge)
            return nil
        } catch {
            report(error, of: "join", on: channels[0])
            // While the event stream is down, nothing is decided: the join is ordered again when it is back.
            return error == .notConnected ? nil : .joinFailed(channels)
        }
    }

    /// Sends an order whose result the flow does not need.
    ///
    /// - Parameters:
    ///   - name: the order's name, for the log.
    ///   - object: a channel, a bridge or a playback.
    ///   - isOftenOver: whether the object has often ended by itself.
    func attempt(
        _ name: String, on object: some CustomStringConvertible & Sendable, isOftenOver: Bool = false,
        _ order: () async throws(PBXError) -> Void
    ) async -> CallFlow.Event? {
        do throws(PBXError) {
            try await order()
        } catch {
            report(error, of: name, on: object, isOftenOver: isOftenOver)
        }
        return nil
    }

    func hangUp(_ channel: ChannelID) async -> CallFlow.Event? {
        do throws(PBXError) {
            try await pbx.hangUp(channel)
            return nil
        } catch {
            if error == .gone { return .ended(channel, .normal) }
            report(error, of: "hang up", on: channel)
            return nil
        }
    }

    func destroy(_ bridge: BridgeID) async -> CallFlow.Event? {
        do throws(PBXError) {
            try await pbx.destroy(bridge)
            return .destroyed(bridge)
        } catch {
            if error == .gone { return .destroyed(bridge) }
            report(error, of: "destroy", on: bridge)
            return nil
        }
    }
}

import Logging

/// What is ordered for channels that are there.
extension PBXConductor {
    @inline(never)
    func play(_ audio: PromptAudio, as playback: PlaybackID, on channel: ChannelID) async -> CallFlow.Event? {
        do throws(PBXError) {
            try await pbx.play(audio, as: playback, on: channel)
            return nil
        } catch {
            report(error, of: "play", on: channel)
            return .playbackFinished(playback)
        }
    }

    @inline(never)
    func answer(_ channel: ChannelID) async -> CallFlow.Event? {
        do throws(PBXError) {
            try await pbx.answer(channel)
            return .answered(channel)
        } catch {
            report(error, of: "answer", on: channel)
            switch error {
            // The event stream is down: it is ordered again when it is back.
            case .notConnected: return nil
            case .gone: return .ended(channel, .normal)
            case .offline, .refused, .unanswered: return .refused(channel, .failed)
            }
        }
    }

    @inline(never)
    func stop(_ playback: PlaybackID) async -> CallFlow.Event? {
        do throws(PBXError) {
            try await pbx.stop(playback)
        } catch {
            logger.debug("prompt was over", metadata: ["playback": "\(playback)", "error": "\(error)"])
        }
        return nil
    }

    @inline(never)
    func startRinging(_ channel: ChannelID) async -> CallFlow.Event? {
        do throws(PBXError) {
            try await pbx.startRinging(channel)
        } catch {
            report(error, of: "ring", on: channel)
        }
        return nil
    }

    @inline(never)
    func stopRinging(_ channel: ChannelID) async -> CallFlow.Event? {
        do throws(PBXError) {
            try await pbx.stopRinging(channel)
        } catch {
            report(error, of: "stop ringing", on: channel)
        }
        return nil
    }

    @inline(never)
    func join(_ channels: [ChannelID], in bridge: BridgeID) async -> CallFlow.Event? {
        do throws(PBXError) {
            try await pbx.join(channels, in: bridge)
            return nil
        } catch {
            report(error, of: "join", on: channels[0])
            // While the event stream is down nothing is decided: the joining is ordered again when it is back.
            return error == .notConnected ? nil : .joinFailed
        }
    }

    @inline(never)
    func destroy(_ bridge: BridgeID) async -> CallFlow.Event? {
        do throws(PBXError) {
            try await pbx.destroy(bridge)
        } catch {
            logger.debug("bridge was not destroyed", metadata: ["bridge": "\(bridge)", "error": "\(error)"])
        }
        return nil
    }

    @inline(never)
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
}

import HelpDesk

/// The channels of prompts that are being played: the manager interface stops whatever is played on a channel.
struct AMIPlaybacks: Sendable, Equatable {
    private var channels: [PlaybackID: ChannelID] = [:]

    mutating func begin(_ playback: PlaybackID, on channel: ChannelID) {
        channels[playback] = channel
    }

    /// - Returns: the channel that was playing it; `nil` if it is over.
    mutating func end(_ playback: PlaybackID) -> ChannelID? {
        channels.removeValue(forKey: playback)
    }

    /// Removes the playbacks of a channel that plays nothing any more.
    mutating func end(on channel: ChannelID) {
        channels = channels.filter { $0.value != channel }
    }

    /// - Parameter name: returns the current channel of a call of the help desk.
    mutating func follow(_ event: PBXEvent, name: (ChannelID) -> ChannelID) {
        switch event {
        case .playbackFinished(let playback, _): channels[playback] = nil
        case .ended(let channel, _, _): channels = channels.filter { $0.value != channel && name($0.value) != channel }
        // The ends of channels in the meantime were not reported.
        case .synchronized(let snapshot): channels = channels.filter { snapshot.channels[name($0.value)] != nil }
        default: break
        }
    }
}

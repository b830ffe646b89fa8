import HelpDesk

/// Which prompt is being played on which channel: the manager interface stops what is played there, whatever it is.
struct AMIPlaybacks: Sendable, Equatable {
    private var channels: [PlaybackID: ChannelID] = [:]

    mutating func begin(_ playback: PlaybackID, on channel: ChannelID) {
        channels[playback] = channel
    }

    /// - Returns: the channel on which it was being played; `nil` when it is over.
    mutating func end(_ playback: PlaybackID) -> ChannelID? {
        channels.removeValue(forKey: playback)
    }

    /// Nothing is played on a channel any more.
    mutating func end(on channel: ChannelID) {
        channels = channels.filter { $0.value != channel }
    }

    /// - Parameter name: the channel that a call of the help desk's is at the moment.
    mutating func follow(_ event: PBXEvent, name: (ChannelID) -> ChannelID) {
        switch event {
        case .playbackFinished(let playback, _): channels[playback] = nil
        case .ended(let channel, _, _): channels = channels.filter { $0.value != channel && name($0.value) != channel }
        // What has ended meanwhile was not told.
        case .synchronized(let snapshot): channels = channels.filter { snapshot.channels[name($0.value)] != nil }
        default: break
        }
    }
}

import Foundation

/// The state of one prompt of a request.
enum PromptTrack: Sendable, Codable, Equatable {
    /// It has not been requested.
    case idle
    /// It is being prepared.
    case preparing(since: Date)
    /// It can be played.
    case ready(PromptAudio)
    /// It is being played; `until` is when it should be over.
    case playing(PlaybackID, until: Date)
    /// It was played, was not needed, or could not be prepared.
    case finished

    var isPlaying: Bool {
        if case .playing = self { true } else { false }
    }

    var isReady: Bool {
        if case .ready = self { true } else { false }
    }

    var isPreparing: Bool {
        if case .preparing = self { true } else { false }
    }

    func isPlaying(_ playback: PlaybackID) -> Bool {
        if case .playing(playback, _) = self { true } else { false }
    }

    /// The latest time that the call waits for the prompt.
    var deadline: Date? {
        switch self {
        case .playing(_, let until): until
        case .preparing(let since): since.addingTimeInterval(CallFlow.Timing.preparing)
        case .idle, .ready, .finished: nil
        }
    }
}

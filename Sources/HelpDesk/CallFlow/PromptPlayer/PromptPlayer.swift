import Foundation

/// The prompts that the operator hears, and those that helpers hear when they pick up.
///
/// They are prepared in the course of the call, and played one after the other.
struct PromptPlayer: Sendable, Equatable {
    private var tracks: [PromptKind: PromptTrack] = [:]
    private(set) var playbacks = 0
    private(set) var operatorHearsRinging = false
    /// Prompts that were playing while events were missed, and may be over.
    private var perhapsOver: Set<PlaybackID> = []

    func track(_ kind: PromptKind) -> PromptTrack {
        tracks[kind] ?? .idle
    }

    /// Whether the operator hears a prompt that must not be cut off.
    var isSpeaking: Bool { track(.requestSent).isPlaying || track(.waiting).isPlaying }

    /// Whether the operator's place in the line can be announced now.
    var canAnnouncePlace: Bool {
        guard !track(.requestSent).isPlaying else { return false }
        return switch track(.waiting) {
        case .idle, .finished: true
        case .preparing, .ready, .playing: false
        }
    }

    /// Returns the kind of an operator's prompt that is playing; `nil` for other playbacks.
    func kind(of playback: PlaybackID) -> PromptKind? {
        tracks.first { $0.value.isPlaying(playback) }?.key
    }

    var deadlines: [Date] { tracks.values.compactMap(\.deadline) }

    /// Starts preparing a prompt, unless that was done before.
    mutating func prepare(_ kind: PromptKind, _ values: PromptValues, at now: Date) -> [CallFlow.Action] {
        track(kind) == .idle ? [prepareAnew(kind, values, at: now)] : []
    }

    mutating func prepareAnew(_ kind: PromptKind, _ values: PromptValues, at now: Date) -> CallFlow.Action {
        tracks[kind] = .preparing(since: now)
        return .prepare(kind, values)
    }

    /// Repeats the preparations of a process that is gone.
    mutating func resume(_ values: PromptValues, at now: Date) -> [CallFlow.Action] {
        PromptKind.allCases.filter { track($0).isPreparing }.map { prepareAnew($0, values, at: now) }
    }

    /// - Returns: whether the prompt is awaited.
    mutating func prepared(_ kind: PromptKind, _ audio: PromptAudio) -> Bool {
        guard track(kind).isPreparing else { return false }
        tracks[kind] = .ready(audio)
        return true
    }

    /// - Returns: whether the prompt is awaited.
    mutating func fail(_ kind: PromptKind) -> Bool {
        guard track(kind).isPreparing else { return false }
        tracks[kind] = .finished
        return true
    }

    mutating func finish(_ kind: PromptKind) {
        tracks[kind] = .finished
    }

    /// Makes a prompt that was not played available for later.
    mutating func putBack(_ kind: PromptKind, _ audio: PromptAudio) {
        tracks[kind] = .ready(audio)
    }

    /// Plays a prompt to the operator if it is ready.
    mutating func play(
        _ kind: PromptKind, on channel: ChannelID, of id: HelpRequestID, at now: Date
    ) -> [CallFlow.Action] {
        guard case .ready(let audio) = track(kind) else { return [] }
        // Playing ends the ringing tone, and it does not come back by itself.
        operatorHearsRinging = false
        let playing = play(audio, on: channel, of: id, at: now)
        tracks[kind] = .playing(playing.playback, until: playing.until)
        return [playing.order]
    }

    /// Plays a prompt to one of possibly several helpers.
    mutating func play(
        _ audio: PromptAudio, on channel: ChannelID, of id: HelpRequestID, at now: Date
    ) -> (playback: PlaybackID, until: Date, order: CallFlow.Action) {
        playbacks += 1
        let playback = PlaybackID.of(id, ordinal: playbacks)
        let until = now.addingTimeInterval(audio.seconds + CallFlow.Timing.playback)
        return (playback, until, .play(audio, playback, on: channel))
    }

    /// Shortens the wait for the end of the operator's prompts, since events were missed.
    mutating func eventsWereMissed() {
        for case (let kind, .playing(let playback, let until)) in tracks {
            tracks[kind] = .playing(playback, until: end(of: playback, expectedBy: until))
        }
    }

    /// Returns the assumed end of a prompt that was playing while events were missed.
    ///
    /// - Parameter until: the latest expected time of the PBX's report of the end.
    mutating func end(of playback: PlaybackID, expectedBy until: Date) -> Date {
        guard perhapsOver.insert(playback).inserted else { return until }
        return until.addingTimeInterval(CallFlow.Timing.missedPlayback - CallFlow.Timing.playback)
    }

    /// Whether events were missed while the prompt was playing.
    func mayBeOver(_ playback: PlaybackID) -> Bool {
        perhapsOver.contains(playback)
    }

    mutating func startRinging(on channel: ChannelID) -> [CallFlow.Action] {
        guard !operatorHearsRinging else { return [] }
        operatorHearsRinging = true
        return [.startRinging(channel)]
    }

    mutating func stopRinging(on channel: ChannelID) -> [CallFlow.Action] {
        guard operatorHearsRinging else { return [] }
        operatorHearsRinging = false
        return [.stopRinging(channel)]
    }

    /// Stops the operator's prompts, for the person who continues on their leg.
    mutating func stopSpeaking() -> [CallFlow.Action] {
        [PromptKind.requestSent, .waiting].flatMap { kind -> [CallFlow.Action] in
            guard case .playing(let playback, _) = track(kind) else { return [] }
            finish(kind)
            return [.stopPlaying(playback)]
        }
    }

    /// Records that the operator continues on another channel, which plays no ringing tone.
    mutating func channelChanged() {
        operatorHearsRinging = false
    }
}

extension PromptPlayer: Codable {
    private enum CodingKeys: String, CodingKey {
        case tracks = "prompts"
        case playbacks, operatorHearsRinging, perhapsOver
    }

    /// The keys of the only two prompts of the first version.
    private enum FirstKeys: String, CodingKey {
        case announcement, apology
    }

    /// Decodes a stored value; earlier versions lack the newer keys.
    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        tracks = try container.decodeIfPresent([PromptKind: PromptTrack].self, forKey: .tracks) ?? [:]
        playbacks = try container.decodeIfPresent(Int.self, forKey: .playbacks) ?? 0
        operatorHearsRinging = try container.decodeIfPresent(Bool.self, forKey: .operatorHearsRinging) ?? false
        perhapsOver = try container.decodeIfPresent(Set<PlaybackID>.self, forKey: .perhapsOver) ?? []
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(tracks, forKey: .tracks)
        try container.encode(playbacks, forKey: .playbacks)
        try container.encode(operatorHearsRinging, forKey: .operatorHearsRinging)
        if !perhapsOver.isEmpty { try container.encode(perhapsOver, forKey: .perhapsOver) }
    }

    mutating func readFirstVersion(_ decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: FirstKeys.self)
        tracks[.requestSent] = try container.decodeIfPresent(PromptTrack.self, forKey: .announcement)
        tracks[.unavailable] = try container.decodeIfPresent(PromptTrack.self, forKey: .apology)
    }
}

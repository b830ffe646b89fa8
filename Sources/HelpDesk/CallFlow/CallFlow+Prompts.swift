import Foundation

/// What is heard: prompts are made beside the call, and played one after the other.
extension CallFlow {
    /// The operator hears that his request is being sent.
    var announcement: PromptTrack {
        get { prompts[.requestSent] ?? .idle }
        set { prompts[.requestSent] = newValue }
    }

    /// The operator hears that nobody is available.
    var apology: PromptTrack {
        get { prompts[.unavailable] ?? .idle }
        set { prompts[.unavailable] = newValue }
    }

    /// Every helper hears the same.
    var intro: PromptTrack {
        get { prompts[.managerIntro] ?? .idle }
        set { prompts[.managerIntro] = newValue }
    }

    /// Whether the operator is being told something that is not to be cut off.
    var isSpeaking: Bool { announcement.isPlaying || (prompts[.waiting] ?? .idle).isPlaying }

    var promptValues: PromptValues {
        PromptValues(
            operator: caller.extension, operatorName: caller.name,
            manager: request.manager.map { $0.name ?? $0.extension }, department: departmentName,
            extension: request.manager?.extension, customer: request.customer,
            position: waiting?.position.map(String.init), reason: request.reason,
            key: route.acceptKey)
    }

    /// Asks for the prompt that the operator will hear first, as soon as it is known which one that is.
    mutating func prepareFirstPrompt(at now: Date, _ actions: inout [Action]) {
        prepare(request.manager == nil ? .unavailable : .requestSent, at: now, &actions)
    }

    mutating func prepare(_ kind: PromptKind, at now: Date, _ actions: inout [Action]) {
        guard prompts[kind, default: .idle] == .idle else { return }
        prompts[kind] = .preparing(since: now)
        actions.append(.prepare(kind, promptValues))
    }

    mutating func promptReady(_ kind: PromptKind, _ audio: PromptAudio, at now: Date, _ actions: inout [Action]) {
        guard case .preparing? = prompts[kind] else { return }
        if kind == .requestSent || kind == .waiting, stage == .findingHelper {
            prompts[kind] = play(audio, at: now, &actions)
            return
        }
        prompts[kind] = .ready(audio)
        promptSettled(kind, at: now, &actions)
    }

    mutating func promptFailed(_ kind: PromptKind, at now: Date, _ actions: inout [Action]) {
        guard case .preparing? = prompts[kind] else { return }
        prompts[kind] = .finished
        promptSettled(kind, at: now, &actions)
    }

    private mutating func promptSettled(_ kind: PromptKind, at now: Date, _ actions: inout [Action]) {
        switch kind {
        case .requestSent where announcement == .finished && !isClosing: dismissNotice(&actions)
        case .managerIntro: introduceWaiting(at: now, &actions)
        default: closeIfQuiet(at: now, &actions)
        }
    }

    mutating func playbackFinished(_ playback: PlaybackID, at now: Date, _ actions: inout [Action]) {
        if let kind = prompts.first(where: { $0.value.isPlaying(playback) })?.key {
            promptFinished(kind, at: now, &actions)
        } else {
            introFinished(playback, at: now, &actions)
        }
    }

    mutating func promptFinished(_ kind: PromptKind, at now: Date, _ actions: inout [Action]) {
        prompts[kind] = .finished
        if kind == .requestSent, !isClosing { dismissNotice(&actions) }
        switch stage {
        case .findingHelper:
            joinIfReady(at: now, &actions)
            if stage == .findingHelper { startRinging(&actions) }
        case .closing:
            closeIfQuiet(at: now, &actions)
        case .reachingOperator, .joining, .connected, .ending, .ended:
            break
        }
    }

    /// It is decided how it ends: tell the operator, after what he is just hearing.
    mutating func close(
        _ state: RequestState, _ outcome: Outcome, saying kind: PromptKind, at now: Date, _ actions: inout [Action]
    ) {
        stage = .closing(state, outcome, saying: kind)
        request.manager = nil
        // A listener in another mode would let the customer hear it, or nobody.
        if isCoaching, snoopMode != .whisper { return end(state, outcome, at: now, &actions) }
        prepare(kind, at: now, &actions)
        closeIfQuiet(at: now, &actions)
    }

    private mutating func closeIfQuiet(at now: Date, _ actions: inout [Action]) {
        guard case .closing(let state, let outcome, let kind) = stage, !isSpeaking else { return }
        switch prompts[kind] ?? .finished {
        case .ready(let audio): prompts[kind] = play(audio, at: now, &actions)
        case .finished: end(state, outcome, at: now, &actions)
        case .idle, .preparing, .playing: break
        }
    }

    /// Plays to the operator.
    mutating func play(_ audio: PromptAudio, at now: Date, _ actions: inout [Action]) -> PromptTrack {
        // Playing ends the ringing tone, and it does not come back by itself.
        operatorHearsRinging = false
        let (playback, until) = play(audio, on: noticeChannel ?? operatorLeg.channel, at: now, &actions)
        return .playing(playback, until: until)
    }

    mutating func play(
        _ audio: PromptAudio, on channel: ChannelID, at now: Date, _ actions: inout [Action]
    ) -> (PlaybackID, until: Date) {
        playbacks += 1
        let playback = PlaybackID.of(request.id, position: playbacks)
        actions.append(.play(audio, playback, on: channel))
        return (playback, now.addingTimeInterval(audio.seconds + Patience.playback))
    }

    mutating func startRinging(_ actions: inout [Action]) {
        // On a live call the tone would be in the way of the customer's words.
        guard !operatorHearsRinging, !isCoaching else { return }
        operatorHearsRinging = true
        actions.append(.startRinging(operatorLeg.channel))
    }
}

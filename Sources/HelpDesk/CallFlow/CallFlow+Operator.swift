import Foundation

/// The operator's leg and what he hears.
extension CallFlow {
    func ringOperator() -> Action {
        .originate(
            Ring(
                channel: operatorLeg.channel, extension: operatorLeg.extension,
                timeoutSeconds: route.ringing.operatorSeconds, callerName: route.name, callerNumber: route.code))
    }

    mutating func resolved(_ ladder: Ladder, at now: Date, _ actions: inout [Action]) {
        guard candidates == nil else { return }
        candidates = ladder.candidates
        request.lookup = ladder.lookup
        request.manager = ladder.candidates.first
        switch stage {
        case .reachingOperator:
            prepareFirstPrompt(at: now, &actions)
        case .findingHelper:
            prepareFirstPrompt(at: now, &actions)
            ringNextHelper(at: now, &actions)
        case .joining, .connected, .apologizing, .ending, .ended:
            break
        }
    }

    /// Asks for the prompt that the operator will hear first, as soon as it is known which one that is.
    private mutating func prepareFirstPrompt(at now: Date, _ actions: inout [Action]) {
        if request.manager == nil {
            prepareApology(at: now, &actions)
        } else if announcement == .idle {
            announcement = .preparing(since: now)
            actions.append(.prepare(.requestSent, promptValues))
        }
    }

    mutating func prepareApology(at now: Date, _ actions: inout [Action]) {
        guard apology == .idle else { return }
        apology = .preparing(since: now)
        actions.append(.prepare(.unavailable, promptValues))
    }

    var promptValues: PromptValues {
        PromptValues(
            operator: caller.extension, operatorName: caller.name,
            manager: request.manager.map { $0.name ?? $0.extension }, department: departmentName,
            extension: request.manager?.extension, customer: request.customer)
    }

    mutating func operatorAnswered(at now: Date, _ actions: inout [Action]) {
        request.enter(.ringingOperator, at: now)
        operatorAnsweredAt = now
        stage = .findingHelper
        if case .ready(let audio) = announcement {
            announcement = play(audio, at: now, &actions)
        } else if case .ready = apology {
            // It is played at once, below.
        } else {
            startRinging(&actions)
        }
        if candidates != nil {
            ringNextHelper(at: now, &actions)
        }
    }

    mutating func promptReady(_ kind: PromptKind, _ audio: PromptAudio, at now: Date, _ actions: inout [Action]) {
        switch kind {
        case .requestSent:
            guard case .preparing = announcement else { return }
            if stage == .findingHelper {
                announcement = play(audio, at: now, &actions)
            } else {
                announcement = .ready(audio)
            }
        case .unavailable:
            guard case .preparing = apology else { return }
            apology = .ready(audio)
            apologizeIfQuiet(at: now, &actions)
        case .managerIntro:
            break
        }
    }

    mutating func promptFailed(_ kind: PromptKind, at now: Date, _ actions: inout [Action]) {
        switch kind {
        case .requestSent:
            guard case .preparing = announcement else { return }
            announcement = .finished
        case .unavailable:
            guard case .preparing = apology else { return }
            apology = .finished
            if case .apologizing(let outcome) = stage { end(.unavailable, outcome, at: now, &actions) }
        case .managerIntro:
            break
        }
    }

    mutating func playbackFinished(_ playback: PlaybackID, at now: Date, _ actions: inout [Action]) {
        if case .playing(playback, _) = announcement {
            announcementFinished(at: now, &actions)
        } else if case .playing(playback, _) = apology {
            apologyFinished(at: now, &actions)
        }
    }

    mutating func announcementFinished(at now: Date, _ actions: inout [Action]) {
        announcement = .finished
        switch stage {
        case .findingHelper:
            if let position = helperLegs.firstIndex(where: { $0.state == .answered }) {
                join(position, at: now, &actions)
            } else {
                startRinging(&actions)
            }
        case .apologizing:
            apologizeIfQuiet(at: now, &actions)
        case .reachingOperator, .joining, .connected, .ending, .ended:
            break
        }
    }

    mutating func apologyFinished(at now: Date, _ actions: inout [Action]) {
        apology = .finished
        if case .apologizing(let outcome) = stage { end(.unavailable, outcome, at: now, &actions) }
    }

    /// Nobody is left to ring: tell the operator, after what he is just hearing.
    mutating func apologize(_ outcome: Outcome, at now: Date, _ actions: inout [Action]) {
        stage = .apologizing(outcome)
        request.manager = nil
        prepareApology(at: now, &actions)
        apologizeIfQuiet(at: now, &actions)
    }

    private mutating func apologizeIfQuiet(at now: Date, _ actions: inout [Action]) {
        guard case .apologizing(let outcome) = stage, !announcement.isPlaying else { return }
        switch apology {
        case .ready(let audio): apology = play(audio, at: now, &actions)
        case .finished: end(.unavailable, outcome, at: now, &actions)
        case .idle, .preparing, .playing: break
        }
    }

    private mutating func play(_ audio: PromptAudio, at now: Date, _ actions: inout [Action]) -> PromptTrack {
        playbacks += 1
        let playback = PlaybackID.of(request.id, position: playbacks)
        // Playing ends the ringing tone, and it does not come back by itself.
        operatorHearsRinging = false
        actions.append(.play(audio, playback, on: operatorLeg.channel))
        return .playing(playback, until: now.addingTimeInterval(audio.seconds + Patience.playback))
    }

    mutating func startRinging(_ actions: inout [Action]) {
        guard !operatorHearsRinging else { return }
        operatorHearsRinging = true
        actions.append(.startRinging(operatorLeg.channel))
    }
}

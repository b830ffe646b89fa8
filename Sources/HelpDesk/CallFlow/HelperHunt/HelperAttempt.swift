import Foundation

/// One attempt to ring one helper: the leg, the consent and the result.
struct HelperAttempt: Sendable, Equatable {
    /// The consent of a helper who picked up.
    enum Consent: Sendable, Codable, Equatable {
        /// They have not been asked.
        case open
        /// The introduction for them is still being prepared.
        case waiting(since: Date)
        /// They are hearing the introduction.
        case hearing(PlaybackID, until: Date)
        /// They heard it and are expected to press a key.
        case asked(until: Date)
        /// They agreed to help.
        case given
    }

    private(set) var leg: Leg
    /// The rank of the candidate who is rung.
    let candidate: Int
    /// Whether they took the request themselves.
    private(set) var isTaker: Bool
    private(set) var consent: Consent = .open
    /// Whether the phone took longer than most to start ringing.
    ///
    /// It is not abandoned for that.
    private var isOverdue = false
    /// Whether they agreed to help, but the PBX could not join them with the operator.
    private(set) var couldNotBeJoined = false
    /// The public part of the attempt.
    private(set) var report: RingAttempt

    init(_ leg: Leg, of candidate: Int, isTaker: Bool) {
        self.leg = leg
        self.candidate = candidate
        self.isTaker = isTaker
        report = RingAttempt(extension: leg.extension)
    }

    var channel: ChannelID { leg.channel }
    var `extension`: String { leg.extension }
    var state: Leg.State { leg.state }
    var orderedAt: Date { leg.orderedAt }
    var isPending: Bool { leg.isPending }
    var isActive: Bool { leg.isActive }

    /// Whether the phone rings, or is just being rung.
    var isRinging: Bool { isPending && state != .keptBack }

    /// Whether the phone should be ringing but is not: it no longer delays the others.
    var isLate: Bool { isOverdue && state == .originated }

    /// Whether they picked up and agreed to help.
    var isWilling: Bool { state == .answered && consent == .given }

    /// Whether they picked up and may still decline.
    var isBeingAsked: Bool {
        guard state == .answered else { return false }
        return switch consent {
        case .waiting, .hearing, .asked: true
        case .open, .given: false
        }
    }

    /// Whether they hear the introduction as soon as it is ready.
    var waitsForIntro: Bool {
        if case .waiting = consent { state == .answered } else { false }
    }

    func hears(_ playback: PlaybackID) -> Bool {
        if case .hearing(playback, _) = consent { state == .answered } else { false }
    }

    /// The time until which a helper who picked up is waited for.
    var consentDeadline: Date? {
        switch consent {
        case .waiting(let since): since.addingTimeInterval(CallFlow.Timing.preparing)
        case .hearing(_, let until), .asked(let until): until
        case .open, .given: nil
        }
    }

    /// The introduction to stop if they decide before its end.
    var playback: PlaybackID? {
        if case .hearing(let playback, _) = consent { playback } else { nil }
    }
}

/// Transitions.
extension HelperAttempt {
    mutating func updateLeg<Value>(_ transition: (inout Leg) -> Value) -> Value {
        transition(&leg)
    }

    /// Repeats an order that was not carried out.
    mutating func orderAgain(at now: Date) {
        leg = Leg(channel: leg.channel, extension: leg.extension, orderedAt: now)
        consent = .open
        isOverdue = false
    }

    mutating func becomesLate() {
        isOverdue = true
    }

    mutating func becomeTaker() {
        isTaker = true
        isOverdue = false
    }

    mutating func ask(_ consent: Consent) {
        self.consent = consent
    }

    /// Sets the result, once.
    ///
    /// A helper who picked up may still decline.
    mutating func settle(_ result: RingAttempt.Result, at now: Date) {
        guard report.result == nil || result == .declined else { return }
        report.result = result
        if report.milliseconds == nil { report.milliseconds = leg.orderedAt.milliseconds(until: now) }
    }

    /// Records the network's cause, once, for a phone that was neither picked up nor hung up on.
    mutating func note(_ cause: HangupCause) {
        guard report.cause == nil, isPending || (state == .ended && report.result?.isOfPhone == true) else { return }
        report.cause = cause
    }

    mutating func joinFailed() {
        couldNotBeJoined = true
    }

    /// Records that the helper did not answer after all, although they picked up.
    mutating func recordNoAnswer() {
        report.result = .noAnswer
    }

    /// Hangs up on a helper who is no longer needed.
    mutating func release() -> [CallFlow.Action] {
        consent = .open
        return leg.hangUp()
    }

    /// Hangs up on a helper and records why.
    mutating func release(_ result: RingAttempt.Result, at now: Date) -> [CallFlow.Action] {
        settle(result, at: now)
        return release()
    }

    /// Hangs up on a helper, whether or not they picked up, since somebody else helps.
    mutating func supersede(at now: Date) -> [CallFlow.Action] {
        report.result = nil
        return release(isLate ? .offline : .cancelled, at: now)
    }

    mutating func legEnded() {
        leg.ended()
        consent = .open
    }
}

/// Stored next to the request, which contains the report.
extension HelperAttempt: Encodable {
    private enum CodingKeys: String, CodingKey {
        case candidate, isTaker, consent, isOverdue, couldNotBeJoined
    }

    /// A stored attempt; earlier versions lack the newer keys.
    struct Stored: Decodable {
        let leg: Leg
        /// Missing in flows stored by the first version, in which each leg rang the candidate of its own rank.
        let candidate: Int?
        let isTaker: Bool
        let consent: Consent
        let isOverdue: Bool
        let couldNotBeJoined: Bool

        init(from decoder: any Decoder) throws {
            leg = try Leg(from: decoder)
            let container = try decoder.container(keyedBy: CodingKeys.self)
            candidate = try container.decodeIfPresent(Int.self, forKey: .candidate)
            isTaker = try container.decodeIfPresent(Bool.self, forKey: .isTaker) ?? false
            // In earlier versions, picking up was the only consent.
            consent =
                try container.decodeIfPresent(Consent.self, forKey: .consent)
                ?? (leg.state == .answered ? .given : .open)
            isOverdue = try container.decodeIfPresent(Bool.self, forKey: .isOverdue) ?? false
            couldNotBeJoined = try container.decodeIfPresent(Bool.self, forKey: .couldNotBeJoined) ?? false
        }
    }

    init(_ stored: Stored, of candidate: Int, _ report: RingAttempt) {
        leg = stored.leg
        self.candidate = candidate
        isTaker = stored.isTaker
        consent = stored.consent
        isOverdue = stored.isOverdue
        couldNotBeJoined = stored.couldNotBeJoined
        self.report = report
    }

    func encode(to encoder: any Encoder) throws {
        try leg.encode(to: encoder)
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(candidate, forKey: .candidate)
        try container.encode(isTaker, forKey: .isTaker)
        try container.encode(consent, forKey: .consent)
        if isOverdue { try container.encode(isOverdue, forKey: .isOverdue) }
        if couldNotBeJoined { try container.encode(couldNotBeJoined, forKey: .couldNotBeJoined) }
    }
}

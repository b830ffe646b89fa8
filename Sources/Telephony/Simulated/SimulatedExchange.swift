import Foundation
import HelpDesk

/// The rules of the simulated PBX, without time or tasks: every change returns what follows from it.
///
/// They are those measured with Asterisk: a phone is rung once however often the order comes, hanging up one leg does not
/// touch the other, a prompt ends the ringing tone, and without an event stream nobody gets into a call.
struct SimulatedExchange {
    /// One call of a channel; the serial tells it from a later one under the same id.
    struct Call: Sendable, Hashable {
        var channel: ChannelID
        var serial: Int
    }

    /// Something that happens by itself, later.
    enum Happening: Sendable, Equatable {
        case ring(Call)
        case answer(Call)
        case end(Call, HangupReason)
        /// The call was not answered in time.
        case timeout(Call)
        case playbackEnds(PlaybackID, Call, succeeded: Bool)
    }

    struct Delayed: Sendable, Equatable {
        var delay: Duration
        var happening: Happening
    }

    /// What follows from a change.
    struct Effects: Equatable {
        var events: [PBXEvent] = []
        var later: [Delayed] = []
        /// For the log, in the words of somebody who looks at the phones.
        var story: [(phone: String, what: String)] = []

        static func == (left: Effects, right: Effects) -> Bool {
            left.events == right.events && left.later == right.later
        }
    }

    private struct Leg {
        var serial: Int
        var phone: String
        var script: PhoneScript
        var state: PBXSnapshot.ChannelState = .down
        var hearsRinging = false
        var playbacks: [(id: PlaybackID, length: Duration, succeeds: Bool)] = []
        var willHangUp = false
    }

    /// How long after an order the phone begins to ring, or refuses.
    private static let signalling = Duration.milliseconds(20)
    /// After that long without any answer from the phone SIP gives up (timer B).
    private static let deadPhonePatience = Duration.seconds(32)

    var phones: [String: PhoneScript]
    var fallback: PhoneScript
    var unplayable: Set<String> = []
    private(set) var isConnected = false
    private(set) var ringCounts: [String: Int] = [:]
    private var legs: [ChannelID: Leg] = [:]
    private var bridges: [BridgeID: Set<ChannelID>] = [:]
    private var serial = 0
    /// Calls with customers: the phone's channel, by its number.
    private var liveCalls: [String: ChannelID] = [:]
    /// On which live call each listener is.
    private var listeners: [ChannelID: ChannelID] = [:]

    init(phones: [String: PhoneScript], fallback: PhoneScript) {
        self.phones = phones
        self.fallback = fallback
    }

    var snapshot: PBXSnapshot {
        PBXSnapshot(channels: legs.mapValues(\.state), bridges: bridges)
    }

    func hearsRinging(_ channel: ChannelID) -> Bool {
        legs[channel]?.hearsRinging ?? false
    }

    mutating func connect() -> Effects {
        isConnected = true
        var snapshot = snapshot
        snapshot.takenAt = Date()
        return Effects(events: [.connected(snapshot)])
    }

    mutating func disconnect(reason: String) -> Effects {
        guard isConnected else { return Effects() }
        isConnected = false
        return Effects(events: [.disconnected(reason: reason)])
    }

    /// The people at that phone answer, hang up or decline, whatever the script says.
    mutating func phone(_ number: String, _ action: (Call) -> Happening) -> Effects {
        var effects = Effects()
        for call in channels(ofPhone: number) { happen(action(call), &effects) }
        return effects
    }

    /// A phone's calls, the oldest first.
    func channels(ofPhone number: String) -> [Call] {
        legs.filter { $0.value.phone == number }
            .map { Call(channel: $0.key, serial: $0.value.serial) }
            .sorted { $0.serial < $1.serial }
    }

    /// A channel that we have not made.
    mutating func addIncoming(from number: String, isAnswered: Bool = false, in bridge: BridgeID? = nil) -> ChannelID {
        let channel = ChannelID("sim-\(serial + 1)")
        add(channel, number, isAnswered: isAnswered)
        if let bridge { bridges[bridge]?.insert(channel) }
        return channel
    }

    private mutating func add(_ channel: ChannelID, _ phone: String, isAnswered: Bool) {
        serial += 1
        var leg = Leg(serial: serial, phone: phone, script: phones[phone] ?? fallback)
        leg.state = isAnswered ? .answered : .ringing
        legs[channel] = leg
    }

    func liveCall(of number: String) -> ChannelID? { liveCalls[number] }

    mutating func beginLiveCall(of number: String) -> ChannelID {
        serial += 1
        let channel = ChannelID("sim-\(serial)")
        liveCalls[number] = channel
        return channel
    }

    /// Whoever listens to it is out with it.
    mutating func endLiveCall(of number: String) -> Effects {
        var effects = Effects()
        guard let call = liveCalls.removeValue(forKey: number) else { return effects }
        endListeners(on: call, &effects)
        return effects
    }

    /// Whose phone talks on a channel: on one with a customer, or on one of ours.
    private func phone(inCall channel: ChannelID) -> String? {
        if let phone = liveCalls.first(where: { $0.value == channel })?.key { return phone }
        guard let leg = legs[channel], leg.state == .answered else { return nil }
        return leg.phone
    }

    private mutating func endListeners(on call: ChannelID, _ effects: inout Effects) {
        for (channel, _) in listeners.filter({ $0.value == call }) {
            listeners[channel] = nil
            if let leg = legs[channel] {
                end(Call(channel: channel, serial: leg.serial), .normal, "is no longer listened to", &effects)
            }
        }
    }

    mutating func happen(_ happening: Happening) -> Effects {
        var effects = Effects()
        happen(happening, &effects)
        return effects
    }

    mutating func carryOut(_ order: SimulatedOrder) throws(PBXError) -> Effects {
        guard isConnected || order.worksWithoutEvents else { throw .notConnected }
        var effects = Effects()
        switch order {
        case .originate(let origination): try originate(origination, &effects)
        case .answer(let channel):
            guard let leg = legs[channel] else { throw .gone }
            if leg.state != .answered {
                legs[channel]?.state = .answered
                effects.story.append((leg.phone, "is taken by the bridge"))
            }
        case .stop(let playback):
            guard let (channel, leg) = legs.first(where: { $0.value.playbacks.first?.id == playback }) else {
                throw .gone
            }
            happen(
                .playbackEnds(playback, Call(channel: channel, serial: leg.serial), succeeded: true), &effects)
        case .snoop(let target, let channel, _):
            guard let phone = phone(inCall: target) else { throw .gone }
            guard legs[channel] == nil else { break }
            add(channel, "listener on \(phone)", isAnswered: true)
            listeners[channel] = target
            tell(.answered(channel), &effects)
            effects.story.append((phone, "is listened to"))
        case .play(let prompt, let playback, let channel): try play(prompt, playback, channel, &effects)
        case .startRinging(let channel):
            let phone = try answeredLeg(channel).phone
            legs[channel]?.hearsRinging = true
            effects.story.append((phone, "hears the ringing tone"))
        case .stopRinging(let channel):
            _ = try answeredLeg(channel)
            legs[channel]?.hearsRinging = false
        case .join(let channels, let bridge): try join(channels, bridge, &effects)
        case .destroy(let bridge):
            guard bridges.removeValue(forKey: bridge) != nil else { throw .gone }
        case .hangUp(let channel):
            guard let leg = legs[channel] else { throw .gone }
            end(Call(channel: channel, serial: leg.serial), .normal, "is hung up by the bridge", &effects)
        }
        return effects
    }
}

extension SimulatedExchange {
    private mutating func originate(_ order: Origination, _ effects: inout Effects) throws(PBXError) {
        guard legs[order.channel] == nil else { return }
        let number = order.number.text
        let script = phones[number] ?? fallback
        guard script.behaviour != .offline else {
            effects.story.append((number, "is not registered and cannot be rung"))
            throw .offline
        }
        serial += 1
        let call = Call(channel: order.channel, serial: serial)
        legs[order.channel] = Leg(serial: serial, phone: number, script: script)
        ringCounts[number, default: 0] += 1
        let timeout = Duration.seconds(max(1, order.timeoutSeconds))
        switch script.behaviour {
        case .busy:
            effects.later.append(Delayed(delay: Self.signalling, happening: .end(call, .busy)))
        case .dead:
            effects.later.append(
                Delayed(delay: min(timeout, Self.deadPhonePatience), happening: .timeout(call)))
        case .answers, .declines, .noAnswer, .offline:
            effects.later.append(Delayed(delay: Self.signalling, happening: .ring(call)))
            effects.later.append(Delayed(delay: timeout, happening: .timeout(call)))
        }
    }

    private mutating func play(
        _ prompt: PromptAudio, _ playback: PlaybackID, _ channel: ChannelID, _ effects: inout Effects
    ) throws(PBXError) {
        let leg = try answeredLeg(channel)
        let succeeds = !unplayable.contains(prompt.digest)
        legs[channel]?.hearsRinging = false
        legs[channel]?.playbacks.append(
            (playback, succeeds ? .seconds(max(0, prompt.seconds)) : Self.signalling, succeeds))
        if leg.playbacks.isEmpty { startPlayback(Call(channel: channel, serial: leg.serial), &effects) }
    }

    private mutating func join(
        _ channels: [ChannelID], _ bridge: BridgeID, _ effects: inout Effects
    ) throws(PBXError) {
        bridges[bridge, default: []].formUnion([])
        for channel in channels { _ = try answeredLeg(channel) }
        let arrivals = channels.filter { bridges[bridge]?.contains($0) == false }
        for channel in channels {
            for other in bridges.keys { bridges[other]?.remove(channel) }
            bridges[bridge]?.insert(channel)
            effects.events.append(.joined(bridge, channel))
        }
        guard !arrivals.isEmpty, let members = bridges[bridge], members.count > 1 else { return }
        for channel in members.sorted(by: { $0.text < $1.text }) {
            guard let leg = legs[channel] else { continue }
            effects.story.append((leg.phone, "is connected"))
            guard let talk = leg.script.talksFor, !leg.willHangUp else { continue }
            legs[channel]?.willHangUp = true
            effects.later.append(
                Delayed(delay: talk, happening: .end(Call(channel: channel, serial: leg.serial), .normal)))
        }
    }

    private func answeredLeg(_ channel: ChannelID) throws(PBXError) -> Leg {
        guard let leg = legs[channel] else { throw .gone }
        guard leg.state == .answered else { throw .refused("422: Channel not in Stasis application") }
        return leg
    }
}

extension SimulatedExchange {
    private mutating func happen(_ happening: Happening, _ effects: inout Effects) {
        switch happening {
        case .ring(let call): ring(call, &effects)
        case .answer(let call): answer(call, &effects)
        case .end(let call, let reason):
            end(call, reason, Self.words(for: reason), &effects)
        case .timeout(let call):
            guard let leg = leg(of: call), leg.state != .answered else { return }
            end(call, .noAnswer, "was not answered in time", &effects)
        case .playbackEnds(let playback, let call, let succeeded):
            guard let leg = leg(of: call), leg.playbacks.first?.id == playback else { return }
            legs[call.channel]?.playbacks.removeFirst()
            tell(.playbackFinished(playback, succeeded: succeeded), &effects)
            startPlayback(call, &effects)
        }
    }

    private mutating func ring(_ call: Call, _ effects: inout Effects) {
        guard let leg = leg(of: call), leg.state == .down else { return }
        legs[call.channel]?.state = .ringing
        tell(.ringing(call.channel), &effects)
        effects.story.append((leg.phone, "rings"))
        switch leg.script.behaviour {
        case .answers(let delay): effects.later.append(Delayed(delay: delay, happening: .answer(call)))
        case .declines(let delay): effects.later.append(Delayed(delay: delay, happening: .end(call, .declined)))
        case .busy, .noAnswer, .offline, .dead: break
        }
    }

    private mutating func answer(_ call: Call, _ effects: inout Effects) {
        guard let leg = leg(of: call), leg.state != .answered else { return }
        guard isConnected else {
            // Our application is not there to take the call.
            end(call, .failed, "answered, but the call was dropped: nobody follows the events", &effects)
            return
        }
        legs[call.channel]?.state = .answered
        tell(.answered(call.channel), &effects)
        effects.story.append((leg.phone, "answers"))
        if let stay = leg.script.staysFor {
            effects.later.append(Delayed(delay: stay, happening: .end(call, .normal)))
        }
    }

    private mutating func end(
        _ call: Call, _ reason: HangupReason, _ words: String, _ effects: inout Effects
    ) {
        guard let leg = leg(of: call) else { return }
        legs[call.channel] = nil
        for bridge in bridges.keys { bridges[bridge]?.remove(call.channel) }
        for playback in leg.playbacks { tell(.playbackFinished(playback.id, succeeded: false), &effects) }
        tell(.ended(call.channel, leg.state == .answered ? .normal : reason), &effects)
        effects.story.append((leg.phone, words))
        endListeners(on: call.channel, &effects)
    }

    private func startPlayback(_ call: Call, _ effects: inout Effects) {
        guard let leg = leg(of: call), let next = leg.playbacks.first else { return }
        effects.later.append(
            Delayed(
                delay: next.length, happening: .playbackEnds(next.id, call, succeeded: next.succeeds)))
        let words = next.succeeds ? "hears a prompt" : "hears nothing: the prompt cannot be played"
        effects.story.append((leg.phone, words))
    }

    private func leg(of call: Call) -> Leg? {
        guard let leg = legs[call.channel], leg.serial == call.serial else { return nil }
        return leg
    }

    /// Events that happen while nobody follows them are lost, as with Asterisk.
    func tell(_ event: PBXEvent, _ effects: inout Effects) {
        if isConnected { effects.events.append(event) }
    }

    private static func words(for reason: HangupReason) -> String {
        switch reason {
        case .normal: "hangs up"
        case .busy: "is busy"
        case .declined: "declines the call"
        case .noAnswer: "was not answered in time"
        case .offline: "cannot be reached"
        case .failed: "could not be rung"
        }
    }
}

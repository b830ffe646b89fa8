import Foundation
import HelpDesk

/// The rules of the simulated PBX, without time or tasks: every change returns its consequences.
///
/// The rules are those measured with Asterisk: a phone is rung once however often the order comes, hanging up one leg
/// does not affect the other, a prompt ends the ringing tone, and without an event stream no channel gets into a call.
struct SimulatedExchange {
    /// A call of a channel; the serial distinguishes it from a later call with the same id.
    struct Call: Sendable, Hashable {
        var channel: ChannelID
        var serial: Int
    }

    /// An event that happens by itself, later.
    enum ScheduledEvent: Sendable, Equatable {
        case ring(Call)
        case answer(Call)
        case end(Call, HangupReason)
        /// The call was not answered in time.
        case timeout(Call)
        case playbackEnds(PlaybackID, Call, succeeded: Bool)
        case speechEnds(TakeID, Call)
        case press(Character, Call)
    }

    struct Delayed: Sendable, Equatable {
        var delay: Duration
        var event: ScheduledEvent
    }

    /// The consequences of a change.
    struct Effects: Equatable {
        var events: [PBXEvent] = []
        var later: [Delayed] = []
        /// Lines for the log, in the words of a person who watches the phones.
        var summary: [(phone: String, what: String)] = []

        static func == (left: Effects, right: Effects) -> Bool {
            left.events == right.events && left.later == right.later
        }
    }

    struct Leg {
        var serial: Int
        var phone: String
        var script: PhoneScript
        var state: PBXSnapshot.ChannelState = .down
        var hearsRinging = false
        var playbacks: [(id: PlaybackID, length: Duration, succeeds: Bool)] = []
        var willHangUp = false
        /// The recording that the person is speaking.
        var take: TakeID?
        /// The number of prompts that they heard since they spoke; `nil` if they have not spoken.
        var heardSinceTake: Int?
    }

    /// The time from an order until the phone begins to ring, or refuses.
    static let signalling = Duration.milliseconds(20)
    /// The time without any answer from the phone after which SIP gives up (timer B).
    static let deadPhoneTimeout = Duration.seconds(32)

    var phones: [String: PhoneScript]
    var fallback: PhoneScript
    var unplayable: Set<String> = []
    var isConnected = false
    var ringCounts: [String: Int] = [:]
    var legs: [ChannelID: Leg] = [:]
    var bridges: [BridgeID: Set<ChannelID>] = [:]
    var recordings: [TakeID: [UInt8]] = [:]
    var serial = 0
    /// Calls with customers: the phone's channel, by its number.
    var liveCalls: [String: ChannelID] = [:]
    /// The live call of each listener.
    var listeners: [ChannelID: ChannelID] = [:]

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
        snapshot.steadyTakenAt = .now
        return Effects(events: [.synchronized(snapshot)])
    }

    mutating func disconnect(reason: String) -> Effects {
        guard isConnected else { return Effects() }
        isConnected = false
        return Effects(events: [.disconnected(reason: reason)])
    }

    /// Lets the people at that phone answer, hang up or decline, whatever the script says.
    mutating func phone(_ number: String, _ action: (Call) -> ScheduledEvent) -> Effects {
        var effects = Effects()
        for call in channels(ofPhone: number) { happen(action(call), &effects) }
        return effects
    }

    /// Returns a phone's calls, the oldest first.
    func channels(ofPhone number: String) -> [Call] {
        legs.filter { $0.value.phone == number }
            .map { Call(channel: $0.key, serial: $0.value.serial) }
            .sorted { $0.serial < $1.serial }
    }

    /// Adds a channel that we did not create.
    mutating func addIncoming(from number: String, isAnswered: Bool = false, in bridge: BridgeID? = nil) -> ChannelID {
        let channel = ChannelID("sim-\(serial + 1)")
        add(channel, number, isAnswered: isAnswered)
        if let bridge { bridges[bridge]?.insert(channel) }
        return channel
    }

    mutating func add(_ channel: ChannelID, _ phone: String, isAnswered: Bool) {
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

    /// Ends a live call, and with it the listeners on it.
    mutating func endLiveCall(of number: String) -> Effects {
        var effects = Effects()
        guard let call = liveCalls.removeValue(forKey: number) else { return effects }
        endListeners(on: call, &effects)
        return effects
    }

    /// Returns the phone that talks on a channel: a channel of a live call, or a channel of ours.
    func phone(inCall channel: ChannelID) -> String? {
        if let phone = liveCalls.first(where: { $0.value == channel })?.key { return phone }
        guard let leg = legs[channel], leg.state == .answered else { return nil }
        return leg.phone
    }

    mutating func endListeners(on call: ChannelID, _ effects: inout Effects) {
        for (channel, _) in listeners.filter({ $0.value == call }) {
            listeners[channel] = nil
            if let leg = legs[channel] {
                end(Call(channel: channel, serial: leg.serial), .normal, "is no longer listened to", &effects)
            }
        }
    }

    mutating func happen(_ event: ScheduledEvent) -> Effects {
        var effects = Effects()
        happen(event, &effects)
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
                effects.summary.append((leg.phone, "is taken by the bridge"))
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
            effects.summary.append((phone, "is listened to"))
        case .play(let prompt, let playback, let channel): try play(prompt, playback, channel, &effects)
        case .startRinging(let channel):
            let phone = try answeredLeg(channel).phone
            legs[channel]?.hearsRinging = true
            effects.summary.append((phone, "hears the ringing tone"))
        case .stopRinging(let channel):
            _ = try answeredLeg(channel)
            legs[channel]?.hearsRinging = false
        case .join(let channels, let bridge): try join(channels, bridge, &effects)
        case .destroy(let bridge):
            guard bridges.removeValue(forKey: bridge) != nil else { throw .gone }
        case .hangUp(let channel):
            guard let leg = legs[channel] else { throw .gone }
            end(Call(channel: channel, serial: leg.serial), .normal, "is hung up by the bridge", &effects)
        case .record(let take, let channel): try record(take, channel, &effects)
        case .remove(let take):
            guard recordings.removeValue(forKey: take) != nil else { throw .gone }
        }
        return effects
    }
}

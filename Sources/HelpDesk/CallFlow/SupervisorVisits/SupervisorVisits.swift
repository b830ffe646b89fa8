import Foundation

/// Supervisors who join the call of operator and helper to whisper, talk or listen.
///
/// Each has their own bridge with a listener on the operator's side of the call, so that nothing they do, including
/// leaving, affects the call itself.
struct SupervisorVisits: Sendable, Equatable {
    /// The visits in the order of their requests.
    private(set) var all: [Visit] = []

    var phones: [Leg] { all.map(\.phone) }
    var legs: [Leg] { all.flatMap(\.legs) }

    func index(on channel: ChannelID) -> Int? {
        all.firstIndex { $0.legs.contains { $0.channel == channel } }
    }

    static func bridge(_ index: Int, _ id: HelpRequestID) -> BridgeID {
        .ofSupervisor(id, ordinal: index + 1)
    }

    mutating func update<Value>(_ channel: ChannelID, _ transition: (inout Leg) -> Value) -> Value? {
        guard let index = index(on: channel) else { return nil }
        return all[index].update(channel, transition)
    }

    /// Adds a supervisor who wants to join, or changes their mode.
    ///
    /// - Parameter call: the operator's side of the call.
    mutating func visited(
        by supervisor: Candidate, _ mode: CallMode, on call: ChannelID, _ terms: RequestTerms,
        _ listeners: inout Listeners, at now: Date
    ) -> Visit.Change {
        if let index = all.lastIndex(where: { $0.phone.extension == supervisor.extension && $0.isActive }) {
            return all[index].changeMode(to: mode, on: call, terms, &listeners, at: now)
        }
        let phone = Leg(
            channel: .ofSupervisor(terms.id, ordinal: all.count + 1), extension: supervisor.extension, orderedAt: now)
        let report = SupervisorVisit(extension: supervisor.extension, name: supervisor.name, mode: mode, at: now)
        all.append(Visit(phone: phone, report))
        // They asked for it: their phone is rung even if they are on another call.
        let ring = CallFlow.Ring(
            channel: phone.channel, extension: phone.extension, party: .helper(skipsBusy: false),
            timeoutSeconds: terms.route.ringing.timeoutSeconds, callerName: terms.caller.name,
            callerNumber: terms.caller.address.number)
        return Visit.Change(actions: [.originate(ring)])
    }

    /// Handles the answer of a supervisor's phone or listener.
    mutating func answered(
        _ channel: ChannelID, on call: ChannelID, _ terms: RequestTerms, _ listeners: inout Listeners, at now: Date
    ) -> Visit.Change {
        guard let index = index(on: channel) else { return Visit.Change() }
        if all[index].phone.channel == channel {
            return all[index].listen(to: call, terms, &listeners, at: now)
        }
        guard all[index].nextListener?.channel == channel else { return Visit.Change() }
        return all[index].takeListener(Self.bridge(index, terms.id), on: call, terms, &listeners, at: now)
    }

    mutating func noteJoined(at now: Date) {
        for index in all.indices { all[index].noteJoined(at: now) }
    }

    /// Handles a key pressed on a phone.
    ///
    /// - Returns: `nil` if the phone is not a supervisor's.
    mutating func pressed(
        _ key: Character, on channel: ChannelID, of call: ChannelID, isConnected: Bool, _ terms: RequestTerms,
        _ listeners: inout Listeners, at now: Date
    ) -> Visit.Change? {
        guard let index = all.firstIndex(where: { $0.phone.channel == channel }) else { return nil }
        guard isConnected, all[index].phone.state == .answered, let mode = all[index].pressed(key) else {
            return Visit.Change()
        }
        return all[index].changeMode(to: mode, on: call, terms, &listeners, at: now)
    }

    /// Handles an order that the PBX refused or may not have accepted.
    mutating func refused(_ channel: ChannelID, _ id: HelpRequestID, at now: Date) -> Visit.Change {
        guard let index = index(on: channel) else { return Visit.Change() }
        let bridge = Self.bridge(index, id)
        if all[index].phone.channel == channel {
            return all[index].phone.isPending ? all[index].end(.error, bridge, at: now) : Visit.Change()
        }
        guard all[index].nextListener?.channel == channel else { return Visit.Change() }
        return all[index].giveUpNextListener(bridge, at: now)
    }

    mutating func ended(
        _ channel: ChannelID, _ reason: HangupReason, _ id: HelpRequestID, at now: Date
    ) -> Visit.Change {
        guard let index = index(on: channel) else { return Visit.Change() }
        let bridge = Self.bridge(index, id)
        if all[index].phone.channel == channel { return all[index].phoneEnded(reason, bridge, at: now) }
        if all[index].listener?.channel == channel { return all[index].listenerEnded(bridge, at: now) }
        return all[index].nextListenerFailed(bridge, at: now)
    }

    /// Ends a visit whose order to ring was not given.
    ///
    /// The order is not repeated, since the supervisor was told.
    mutating func withheld(_ channel: ChannelID, _ id: HelpRequestID, at now: Date) -> Visit.Change {
        guard let index = all.firstIndex(where: { $0.phone.channel == channel }),
            all[index].update(channel, { $0.keepBack() }) == true
        else { return Visit.Change() }
        return all[index].end(.error, Self.bridge(index, id), at: now)
    }

    mutating func loseReplies() {
        for index in all.indices {
            _ = all[index].update(all[index].phone.channel) { $0.loseReply() }
        }
    }

    mutating func join(_ index: Int, _ id: HelpRequestID) -> [CallFlow.Action] {
        all[index].join(Self.bridge(index, id))
    }

    mutating func expire(_ index: Int, _ id: HelpRequestID, at now: Date) -> Visit.Change {
        all[index].expire(Self.bridge(index, id), at: now)
    }

    /// Settles all visits, since the call is over.
    mutating func settle(at now: Date) {
        for index in all.indices { all[index].settle(.cancelled, at: now) }
    }

    mutating func leave(_ id: HelpRequestID) -> Visit.Change {
        all.indices.map { all[$0].leave(Self.bridge($0, id)) }.reduce(Visit.Change(), +)
    }
}

extension SupervisorVisits: Encodable {
    private enum CodingKeys: String, CodingKey {
        case all = "visits"
    }

    /// Decodes the visits.
    ///
    /// Their reports are in the request, one for each visit; earlier versions had no visits.
    init(from decoder: any Decoder, _ request: HelpRequest) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let visits = try container.decodeIfPresent([Visit.Stored].self, forKey: .all) ?? []
        guard visits.count == request.supervisors.count else {
            throw CallFlow.damaged("the number of supervisors does not match the number of visits", decoder)
        }
        all = zip(visits, request.supervisors).map(Visit.init)
    }
}

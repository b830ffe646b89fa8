import NIOCore

/// The channels, bridges and playbacks of a ``FakeARI``, and its answers.
///
/// Used on one event loop only, as is everything it calls.
final class FakeARIExchange {
    struct Leg {
        var id: String
        var phone: String
        var state = "Down"
        var arguments: String
        var serial: Int
    }

    struct Answer {
        var status: Int
        var body = ""

        static let done = Answer(status: 204)

        static func problem(_ status: Int, _ message: String) -> Answer {
            Answer(status: status, body: "{\"message\":\"\(message)\"}")
        }
    }

    private struct Playback {
        var media: String
        var channel: String
    }

    var phones: [String: FakePhone]
    var playing: FakeARISettings.Playing
    /// Media whose playing fails.
    var isUnplayable: @Sendable (String) -> Bool = { _ in false }
    private(set) var ringCounts: [String: Int] = [:]
    /// Each phone that was rung, and by which channel.
    private(set) var rings: [FakeARIRing] = []
    private let otherPhones: FakePhone
    private let talking: Duration?
    private let userEventDelay: Duration
    private var lateEvents: [String]
    private let version: FakeARISettings.Version
    private let eventLoop: any EventLoop
    private let emit: (String) -> Void
    private var legs: [String: Leg] = [:]
    private var bridges: [String: [String]] = [:]
    private var playbacks: [String: Playback] = [:]
    /// The channel that a recording is made of, by its name.
    private var recordings: [String: String] = [:]
    /// Files in the spool, by their name.
    private(set) var stored: [String: String] = [:]
    /// Channels that have come into the application without having been made by it.
    private var handed: Set<String> = []
    private var serial = 0

    init(_ settings: FakeARISettings, on eventLoop: any EventLoop, emit: @escaping (String) -> Void) {
        phones = settings.phones
        playing = settings.playing
        otherPhones = settings.otherPhones
        talking = settings.talking
        userEventDelay = settings.userEventDelay
        lateEvents = settings.lateEvents
        version = settings.version
        self.eventLoop = eventLoop
        self.emit = emit
    }

    func answer(_ request: FakeARIRequest) -> Answer {
        let path = request.path.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        switch (request.method, path.first, path.count) {
        case ("GET", "channels", 1):
            return Answer(status: 200, body: "[\(legs.values.map(FakeARIEvents.channel).joined(separator: ","))]")
        case ("GET", "bridges", 1):
            return Answer(status: 200, body: "[\(bridges.map(FakeARIEvents.bridge).joined(separator: ","))]")
        case ("GET", "applications", 2):
            let channels = handed.filter { legs[$0] != nil }.map { "\"\(FakeARIEvents.escape($0))\"" }
            return Answer(
                status: 200, body: "{\"name\":\"\(path[1])\",\"channel_ids\":[\(channels.joined(separator: ","))]}")
        case ("POST", "channels", 2): return originate(path[1], request.query)
        case ("DELETE", "channels", 2):
            guard legs[path[1]] != nil else { return .problem(404, "Channel not found") }
            later { $0.end(path[1], cause: 16) }
            return .done
        case ("POST", "channels", 3) where path[2] == "ring", ("DELETE", "channels", 3) where path[2] == "ring":
            return inApplication(path[1]) ?? .done
        case ("POST", "channels", 4) where path[2] == "play": return play(path[3], on: path[1], request.query)
        case ("POST", "channels", 3) where path[2] == "record": return record(path[1], request.query)
        case ("GET", "recordings", 2) where path[1] == "stored":
            return Answer(status: 200, body: "[\(stored.keys.map(FakeARIEvents.stored).joined(separator: ","))]")
        case ("GET", "recordings", 4) where path[3] == "file":
            return stored[path[2]].map { Answer(status: 200, body: $0) } ?? .problem(404, "Recording not found")
        case ("DELETE", "recordings", 3):
            return stored.removeValue(forKey: path[2]) == nil ? .problem(404, "Recording not found") : .done
        case ("POST", "bridges", 2): return makeBridge(path[1])
        case ("POST", "bridges", 3) where path[2] == "addChannel": return add(to: path[1], request.query)
        case ("DELETE", "bridges", 2):
            return bridges.removeValue(forKey: path[1]) == nil ? .problem(404, "Bridge not found") : .done
        case ("POST", "events", 3) where path[1] == "user":
            tellUserEvent(path[2])
            return .done
        default: return .problem(404, "Resource not found")
        }
    }
}

extension FakeARIExchange {
    private func originate(_ id: String, _ query: [String: String]) -> Answer {
        guard let endpoint = query["endpoint"], let slash = endpoint.firstIndex(of: "/"), query["app"] != nil else {
            return .problem(400, "Endpoint must be specified")
        }
        guard legs[id] == nil else { return .problem(409, "Channel with given unique ID already exists") }
        let phone = String(endpoint[endpoint.index(after: slash)...])
        let script = phones[phone] ?? otherPhones
        guard script.behaviour != .unregistered else {
            return Answer(status: 500, body: #"{"error":"Allocation failed"}"#)
        }
        serial += 1
        ringCounts[phone, default: 0] += 1
        rings.append(FakeARIRing(channel: id, phone: phone))
        let leg = Leg(id: id, phone: phone, arguments: query["appArgs"] ?? "", serial: serial)
        legs[id] = leg
        let timeout = Duration.seconds(Int(query["timeout"] ?? "") ?? 30)
        switch script.behaviour {
        case .answers(let delay):
            later { $0.ring(id) }
            later(delay, for: leg) { $0.answer(id) }
        case .fails(let cause, let delay): later(delay, for: leg) { $0.end(id, cause: cause) }
        case .ringsOn:
            later { $0.ring(id) }
            later(timeout, for: leg) { $0.timeOut(id) }
        case .manual, .unregistered: break
        }
        return Answer(status: 200, body: FakeARIEvents.channel(leg))
    }

    private func play(_ id: String, on channel: String, _ query: [String: String]) -> Answer {
        if let problem = inApplication(channel) { return problem }
        let playback = Playback(media: query["media"] ?? "", channel: channel)
        playbacks[id] = playback
        let description = FakeARIEvents.playback(id, media: playback.media, on: channel, state: "playing")
        later { $0.emit(FakeARIEvents.event("PlaybackStarted", "\"playback\":\(description)")) }
        let state = isUnplayable(playback.media) ? "failed" : "done"
        if case .finishes(let delay) = playing { later(delay) { $0.finish(id, state: state) } }
        return Answer(status: 201, body: description)
    }

    private func record(_ channel: String, _ query: [String: String]) -> Answer {
        if let problem = inApplication(channel) { return problem }
        guard let name = query["name"], let format = query["format"] else {
            return .problem(400, "Missing parameter name or format")
        }
        guard format == "wav" else { return .problem(422, "The format specified is unknown on this system") }
        guard recordings[name] == nil, stored[name] == nil || query["ifExists"] == "overwrite" else {
            return .problem(409, "A recording with the same name already exists on the system")
        }
        recordings[name] = channel
        return Answer(status: 201, body: FakeARIEvents.recording(name, of: channel, state: "queued"))
    }

    private func makeBridge(_ id: String) -> Answer {
        guard bridges[id] == nil else {
            return version == .asterisk16
                ? .problem(500, "Supplying a bridge type when updating a bridge is not allowed.")
                : .problem(409, "Bridge with id '\(id)' already exists")
        }
        bridges[id] = []
        return Answer(status: 200, body: FakeARIEvents.bridge(id, []))
    }

    private func add(to bridge: String, _ query: [String: String]) -> Answer {
        guard bridges[bridge] != nil else { return .problem(404, "Bridge not found") }
        let channels = (query["channel"] ?? "").split(separator: ",").map(String.init)
        guard channels.allSatisfy({ legs[$0] != nil }) else { return .problem(400, "Channel not found") }
        guard channels.allSatisfy({ legs[$0]?.state == "Up" }) else {
            return .problem(422, "Channel not in Stasis application")
        }
        for channel in channels { later { $0.enter(channel, bridge) } }
        return .done
    }

    private func tellUserEvent(_ name: String) {
        let event = FakeARIEvents.event("ChannelUserevent", "\"eventname\":\"\(FakeARIEvents.escape(name))\"")
        guard userEventDelay > .zero else { return emit(event) }
        later(userEventDelay) { exchange in
            for late in exchange.lateEvents { exchange.emit(late) }
            exchange.lateEvents = []
            exchange.emit(event)
        }
    }

    /// The answer to a call about a channel that cannot take it.
    private func inApplication(_ channel: String) -> Answer? {
        guard let leg = legs[channel] else { return .problem(404, "Channel not found") }
        return leg.state == "Up" ? nil : .problem(409, "Channel not in Stasis application")
    }

    private func later(_ change: @escaping (FakeARIExchange) -> Void) {
        eventLoop.assumeIsolated().execute { change(self) }
    }

    private func later(_ delay: Duration, _ change: @escaping (FakeARIExchange) -> Void) {
        guard delay > .zero else { return later(change) }
        eventLoop.assumeIsolated().scheduleTask(in: TimeAmount(delay)) { change(self) }
    }

    /// Only if the channel is still the same call by then.
    private func later(_ delay: Duration, for leg: Leg, _ change: @escaping (FakeARIExchange) -> Void) {
        later(delay) { exchange in
            if exchange.legs[leg.id]?.serial == leg.serial { change(exchange) }
        }
    }
}

/// What happens to phones and playbacks.
extension FakeARIExchange {
    var channels: Set<String> { Set(legs.keys) }

    func call(_ phone: String, as id: String, inApplication isOurs: Bool) {
        serial += 1
        legs[id] = Leg(id: id, phone: phone, arguments: "", serial: serial)
        if isOurs { handed.insert(id) }
    }

    func ring(_ id: String) {
        guard legs[id]?.state == "Down" else { return }
        legs[id]?.state = "Ringing"
        tell("ChannelStateChange", id)
        tell("Dial", id)
    }

    func answer(_ id: String) {
        guard let leg = legs[id], leg.state != "Up" else { return }
        legs[id]?.state = "Up"
        tell("ChannelStateChange", id)
        tell("Dial", id)
        let arguments = leg.arguments.split(separator: ",").map { "\"\(FakeARIEvents.escape(String($0)))\"" }
        tell("StasisStart", id, ",\"args\":[\(arguments.joined(separator: ","))]")
    }

    func end(_ id: String, cause: Int) {
        guard let leg = legs[id] else { return }
        leaveBridges(id)
        for (name, channel) in recordings where channel == id { finish(recording: name, file: "cut short") }
        if leg.state == "Up" { tell("StasisEnd", id) }
        tell("ChannelDestroyed", id, ",\"cause\":\(cause),\"cause_txt\":\"\"")
        legs[id] = nil
    }

    func finish(_ playback: String, state: String) {
        guard let played = playbacks.removeValue(forKey: playback) else { return }
        let description = FakeARIEvents.playback(playback, media: played.media, on: played.channel, state: state)
        emit(FakeARIEvents.event("PlaybackFinished", "\"playback\":\(description)"))
    }

    func press(_ key: String, on channel: String) {
        tell("ChannelDtmfReceived", channel, ",\"digit\":\"\(key)\",\"duration_ms\":120")
    }

    /// Puts a file into the spool.
    func store(_ file: String, as name: String) {
        stored[name] = file
    }

    /// Ends a recording; `nil` for the file lets it fail.
    func finish(recording name: String, file: String?) {
        guard let channel = recordings.removeValue(forKey: name) else { return }
        stored[name] = file
        let state = file == nil ? "failed" : "done"
        let description = FakeARIEvents.recording(name, of: channel, state: state)
        emit(FakeARIEvents.event(file == nil ? "RecordingFailed" : "RecordingFinished", "\"recording\":\(description)"))
    }

    private func timeOut(_ id: String) {
        guard legs[id]?.state != "Up" else { return }
        end(id, cause: version == .asterisk16 ? 0 : 19)
    }

    /// A channel that is there already leaves and enters again.
    private func enter(_ channel: String, _ bridge: String) {
        guard legs[channel] != nil, bridges[bridge] != nil else { return }
        leaveBridges(channel)
        bridges[bridge]?.append(channel)
        tell("ChannelEnteredBridge", channel, ",\"bridge\":\(FakeARIEvents.bridge(bridge, bridges[bridge] ?? []))")
        if let talking, bridges[bridge]?.count == 2 { later(talking) { $0.end(channel, cause: 16) } }
    }

    private func leaveBridges(_ channel: String) {
        for (bridge, members) in bridges where members.contains(channel) {
            bridges[bridge] = members.filter { $0 != channel }
            tell("ChannelLeftBridge", channel, ",\"bridge\":\(FakeARIEvents.bridge(bridge, bridges[bridge] ?? []))")
        }
    }

    private func tell(_ type: String, _ id: String, _ more: String = "") {
        guard let leg = legs[id] else { return }
        emit(FakeARIEvents.event(type, "\"channel\":\(FakeARIEvents.channel(leg))\(more)"))
    }
}

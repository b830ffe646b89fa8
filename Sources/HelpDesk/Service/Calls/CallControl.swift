import Logging

/// The executor of a flow's orders on the PBX, which turns refusals into events.
///
/// A class, because every order captures it.
final class CallControl: Sendable {
    let ports: HelpDeskPorts
    /// The id of the flow's PBX; `nil` for the default one.
    let id: String?
    let policy: DialPolicy
    let logger: Logger
    /// The waiting line, and the request's place in it; `nil` if no helper is rung.
    let line: (line: WaitingLine, place: WaitingLine.Place)?

    /// The time that another PBX may take to report a phone's state; the waiting call is not on that PBX.
    private static let timeout: Duration = .seconds(1)

    init(
        ports: HelpDeskPorts, id: String?, policy: DialPolicy, logger: Logger,
        line: (line: WaitingLine, place: WaitingLine.Place)? = nil
    ) {
        self.ports = ports
        self.id = id
        self.policy = policy
        self.logger = logger
        self.line = line
    }

    var pbx: any PBX { ports.pbxs[id] }

    /// - Returns: the event that the flow must handle at once; `nil` if the PBX's own events will report the result.
    func carryOut(_ order: CallFlow.Action) async -> CallFlow.Event? {
        switch order {
        case .originate(let ring): await originate(ring)
        case .play(let audio, let playback, let channel): await play(audio, as: playback, on: channel)
        case .answer(let channel): await answer(channel)
        case .lookForHelper(let helpers, let untold): await firstFree(of: helpers, untold: untold)
        case .findLiveCall(let number, let others): await findLiveCall(of: number, apartFrom: others)
        case .lookAtLiveCall(let channel): await look(at: channel)
        case .snoop(let target, let channel, let mode): await snoop(target, as: channel, mode)
        case .stopPlaying(let playback):
            await attempt("stop", on: playback, isOftenOver: true) { () async throws(PBXError) in
                try await pbx.stop(playback)
            }
        case .startRinging(let channel):
            await attempt("ring", on: channel) { () async throws(PBXError) in try await pbx.startRinging(channel) }
        case .stopRinging(let channel):
            await attempt("stop ringing", on: channel) { () async throws(PBXError) in
                try await pbx.stopRinging(channel)
            }
        case .join(let channels, let bridge): await join(channels, in: bridge)
        case .destroy(let bridge): await destroy(bridge)
        case .hangUp(let channel): await hangUp(channel)
        case .lookUp, .prepare: nil
        }
    }

    private func originate(_ ring: CallFlow.Ring) async -> CallFlow.Event {
        guard let number = policy.dialable(ring.extension) else {
            logger.error("extension may not be dialled under pbx.numbers", metadata: ["extension": "\(ring.extension)"])
            return .refused(ring.channel, .failed)
        }
        let (obstacle, isPhone) = await look(at: number, for: ring.party)
        if let obstacle { return .refused(ring.channel, obstacle) }
        let order = Origination(
            channel: ring.channel, number: number, timeoutSeconds: ring.timeoutSeconds, callerName: ring.callerName,
            callerNumber: ring.callerNumber, originator: ring.originator, autoAnswer: ring.autoAnswer,
            destination: destination(of: number, for: ring.party))
        do throws(PBXError) {
            try await pbx.originate(order)
            return .originated(ring.channel, isPhone: isPhone)
        } catch {
            report(error, of: "originate", on: ring.channel)
            switch error {
            case .notConnected: return .deferred(ring.channel)
            case .offline: return .refused(ring.channel, .offline)
            case .gone, .refused, .unanswered: return .refused(ring.channel, .failed)
            }
        }
    }

    private func destination(
        of number: DialableNumber, for party: CallFlow.Ring.Party
    ) -> Origination.Destination {
        guard number.pbx == id else { return .otherPBX(number.pbx ?? policy.defaultPBX) }
        return party == .operator ? .phone : .extension
    }

    /// Returns a phone's state on the number's own PBX, with a separate inquiry if that is not the flow's PBX.
    private func state(of number: DialableNumber) async -> DeviceState {
        do throws(PBXError) {
            guard number.pbx != id else { return try await pbx.state(of: number) }
            return try await PhoneInquiry(ports, logger).state(of: number, within: Self.timeout)
        } catch {
            logger.debug("phone state is not known", metadata: ["extension": "\(number)", "error": "\(error)"])
            return .unknown
        }
    }

    private func firstFree(of helpers: [String], untold: [String]) async -> CallFlow.Event? {
        guard let line else { return nil }
        var mayBeFree: String?
        for helper in helpers {
            guard let number = policy.dialable(helper), !line.line.isWanted(helper, before: line.place) else {
                continue
            }
            switch await state(of: number) {
            case .idle: return .helperFree(helper)
            // While the PBX is away, nobody can be rung.
            case .unknown where untold.contains(helper) && pbx.isConnected: mayBeFree = mayBeFree ?? helper
            case .ringing, .inUse, .unavailable, .unknown: break
            }
        }
        if let mayBeFree { return .helperFree(mayBeFree) }
        return .waitingPosition(line.line.position(of: line.place, helpers: helpers))
    }

    private func findLiveCall(of number: String, apartFrom others: [ChannelID]) async -> CallFlow.Event? {
        guard pbx.supportsCoaching, let number = policy.dialable(number) else { return .liveCall(nil) }
        do throws(PBXError) {
            return .liveCall(try await pbx.liveCall(of: number, apartFrom: others))
        } catch {
            // Undecided while the event stream is down; the flow asks again when it is back.
            if error == .notConnected { return nil }
            logger.warning("the live call was not found", metadata: ["extension": "\(number)", "error": "\(error)"])
            return .liveCall(nil)
        }
    }

    /// - Returns: `nil` if the PBX does not report it; the flow asks again.
    private func look(at call: ChannelID) async -> CallFlow.Event? {
        do throws(PBXError) {
            return .liveCall(try await pbx.liveCall(call))
        } catch {
            logger.debug("the live call was not looked at", metadata: ["channel": "\(call)", "error": "\(error)"])
            return nil
        }
    }

    private func snoop(_ target: ChannelID, as channel: ChannelID, _ mode: CallMode) async -> CallFlow.Event {
        do throws(PBXError) {
            try await pbx.snoop(target, as: channel, mode: mode)
            return .originated(channel, isPhone: false)
        } catch {
            report(error, of: "snoop", on: target)
            switch error {
            case .notConnected: return .deferred(channel)
            case .gone: return .ended(channel, .normal)
            case .offline, .refused, .unanswered: return .refused(channel, .failed)
            }
        }
    }

    /// Checks a phone's state before it is rung; an unknown state is not an obstacle.
    private func look(
        at number: DialableNumber, for party: CallFlow.Ring.Party
    ) async -> (obstacle: HangupReason?, isPhone: Bool) {
        guard case .helper(let skipsBusy) = party else { return (nil, false) }
        switch await state(of: number) {
        // They have just become free for a request that waits for them.
        case .idle where skipsBusy && isWanted(number): return (.busy, false)
        case .idle: return (nil, true)
        case .unavailable: return (.offline, false)
        case .ringing, .inUse: return (skipsBusy ? .busy : nil, false)
        case .unknown: return (nil, false)
        }
    }

    /// Whether a request further ahead in the line waits for them.
    private func isWanted(_ number: DialableNumber) -> Bool {
        guard let line else { return false }
        return line.line.isWanted(number.address, before: line.place)
    }

    /// - Parameter isOftenOver: whether the object is often gone by itself, so that a refusal is not worth a warning.
    func report(
        _ error: PBXError, of order: String, on object: some CustomStringConvertible & Sendable,
        isOftenOver: Bool = false
    ) {
        let level: Logger.Level =
            switch error {
            // The PBX's absence has already been logged, and the order will be repeated.
            case .offline, .gone, .notConnected: .debug
            case .refused, .unanswered: isOftenOver ? .debug : .warning
            }
        logger.log(
            level: level, "PBX did not carry out an order",
            metadata: ["order": "\(order)", "on": "\(object)", "error": "\(error)"])
    }
}

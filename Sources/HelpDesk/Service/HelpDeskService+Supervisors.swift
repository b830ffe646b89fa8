import Logging

/// What supervisors do with requests and with themselves.
extension HelpDeskService {
    /// Makes a supervisor the next one who is rung, at once; others whose phones ring are cancelled. A repetition while
    /// they are being rung changes nothing.
    ///
    /// - Parameter number: the supervisor's extension, as a department's helper.
    /// - Returns: the request, as it is stored after that.
    /// - Throws: `HelpDeskError`: `unknownRequest`, `requestOver`, `alreadyAnswered`, `takesPart` for the operator,
    ///   `forbiddenNumber`, `unknownHelper`, `notRunning`, `notStored`.
    public func take(_ id: HelpRequestID, by number: String) async throws(HelpDeskError) -> HelpRequest {
        try await ask(.taken(by: try supervisor(number)), of: id, by: number)
    }

    /// Rings a supervisor and brings them to the call of operator and helper. A repetition while they are there, or are
    /// being rung, changes their mode at the most.
    ///
    /// - Parameters:
    ///   - number: the supervisor's extension, as a department's helper.
    ///   - mode: one that comes to a live call.
    /// - Returns: the request, as it is stored after that; its `supervisors` tell how far they got.
    /// - Throws: `HelpDeskError`: `unknownRequest`, `requestOver`, `notConnected`, `takesPart`, `unsupportedMode`,
    ///   `joiningUnsupported`, `forbiddenNumber`, `unknownHelper`, `notRunning`.
    public func join(
        _ id: HelpRequestID, by number: String, mode: CallMode
    ) async throws(HelpDeskError) -> HelpRequest {
        guard mode.isCoaching else { throw .unsupportedMode(mode) }
        let supervisor = try supervisor(number)
        guard ports.pbx.supportsCoaching else { throw .joiningUnsupported }
        return try await ask(.visited(by: supervisor, mode), of: id, by: number)
    }

    /// Everybody whom a department names as a helper, and everybody who is paused, by extension.
    public var helpers: [HelperStatus] { ports.callCenter.current.helpers }

    /// One helper; somebody whom no department names may be known to a CRM.
    ///
    /// - Throws: `HelpDeskError.forbiddenNumber`.
    public func helper(_ number: String) throws(HelpDeskError) -> HelperStatus {
        guard policy.dialable(number) != nil else { throw .forbiddenNumber(number) }
        return ports.callCenter.current.helper(number)
    }

    /// Switches a helper's *do not disturb* on or off. Running requests, but for emergencies, do not ring them from now
    /// on; if their phone is ringing for one, that stops.
    ///
    /// - Parameter number: their extension, whether or not a department names them.
    /// - Throws: `HelpDeskError`: `forbiddenNumber`, `notStored`.
    public func setPaused(_ number: String, _ isPaused: Bool) async throws(HelpDeskError) -> HelperStatus {
        let before = try helper(number)
        do {
            try await ports.pauses.setPaused(number, isPaused)
        } catch {
            throw .notStored("\(error)")
        }
        let status = try helper(number)
        guard status != before else { return status }
        logger.info("do not disturb", metadata: ["extension": "\(number)", "paused": "\(status.isPaused)"])
        router.postToRequests { .paused(self.ports.callCenter.current.paused) }
        hub.publish(status)
        return status
    }

    private func supervisor(_ number: String) throws(HelpDeskError) -> Candidate {
        let helper = try helper(number)
        guard let department = helper.departments.first else { throw .unknownHelper(number) }
        return Candidate(extension: number, name: helper.name, source: Ladder.source(department))
    }

    private func ask(
        _ event: CallFlow.Event, of id: HelpRequestID, by number: String
    ) async throws(HelpDeskError) -> HelpRequest {
        switch await router.ask(event, of: id) {
        case .followed(let request)?: return request
        case .refused(.over)?: throw .requestOver(id)
        case .refused(.alreadyAnswered)?: throw .alreadyAnswered(id)
        case .refused(.notConnected)?: throw .notConnected(id)
        case .refused(.takesPart)?: throw .takesPart(number)
        case .notStored(let reason)?: throw .notStored(reason)
        case nil:
            guard let request = try await stored(id) else { throw .unknownRequest(id) }
            throw request.state.isEnd ? .requestOver(id) : .notRunning
        }
    }
}

import Logging

/// Orders of supervisors and helpers, and presences.
extension HelpDeskService {
    public func take(_ id: HelpRequestID, by number: String) async throws(HelpDeskError) -> HelpRequest {
        let supervisor = try supervisor(number)
        let request = try await asking(.take(by: supervisor), of: id, by: number)
        await ports.audit.note("took", "help_request", "\(id) \(supervisor.extension)")
        return request
    }

    public func join(
        _ id: HelpRequestID, by number: String, mode: CallMode
    ) async throws(HelpDeskError) -> HelpRequest {
        guard mode.isCoaching else { throw .unsupportedMode(mode) }
        let supervisor = try supervisor(number)
        // If the request is over, the order below reports that, unless the driver cannot join calls at all.
        guard ports.pbxs[try await pbx(of: id)].supportsCoaching else { throw .joiningUnsupported }
        let request = try await asking(.visit(by: supervisor, mode), of: id, by: number)
        await ports.audit.note("joined", "help_request", "\(id) \(supervisor.extension) \(mode.rawValue)")
        return request
    }

    public var helpers: [PersonStatus] { ports.callCenter.current.helpers }

    public var people: [PersonStatus] { ports.callCenter.current.people }

    public func helper(_ number: String) throws(HelpDeskError) -> PersonStatus {
        ports.callCenter.current.helper(try named(number))
    }

    public func person(_ number: String) throws(HelpDeskError) -> PersonStatus {
        ports.callCenter.current.person(try named(number))
    }

    /// Returns the canonical number of a helper or operator.
    private func named(_ number: String) throws(HelpDeskError) -> String {
        guard let number = policy.dialable(policy.canonical(number)) else { throw .forbiddenNumber(number) }
        return number.address
    }

    public func setPresence(
        _ state: Presence.State, of number: String
    ) async throws(HelpDeskError) -> PersonStatus {
        let number = try named(number)
        let before = try person(number)
        do {
            try await ports.presences.setPresence(state, of: number)
        } catch {
            throw .notStored("\(error)")
        }
        let status = try person(number)
        if status != before {
            logger.info("presence", metadata: ["extension": "\(number)", "state": "\(state.rawValue)"])
            router.postToRequests { .absent(self.ports.callCenter.current.absent) }
            hub.publish(status)
        }
        await ports.audit.note("set_presence", "helper", "\(number) \(state.rawValue)")
        return status
    }

    /// Returns the PBX of a request that is open at any bridge.
    private func pbx(of id: HelpRequestID) async throws(HelpDeskError) -> String? {
        if let receiver = router.receiver(of: CallID(id)) { return receiver.pbx }
        guard ports.forwarding != nil, let request = try await stored(id) else { return nil }
        return ExtensionAddress(request.operator).pbx
    }

    private func supervisor(_ number: String) throws(HelpDeskError) -> Candidate {
        let helper = try helper(number)
        guard let department = helper.departments.first else { throw .unknownHelper(number) }
        return Candidate(extension: helper.extension, name: helper.name, source: .department(department))
    }

    /// - Throws: `HelpDeskError`, with a separate case for each refusal.
    private func asking(
        _ order: ForwardedOrder, of id: HelpRequestID, by number: String
    ) async throws(HelpDeskError) -> HelpRequest {
        switch try await ask(order, of: id) {
        case .followed(let request)?: return request
        case .refused(.over)?: throw .requestOver(id)
        case .refused(.alreadyAnswered)?: throw .alreadyAnswered(id)
        case .refused(.notConnected)?: throw .notConnected(id)
        case .refused(.takesPart)?: throw .takesPart(number)
        case .notStored(let reason)?: throw .notStored(reason)
        case nil:
            guard let request = try await stored(id) else { throw .unknownRequest(id.text) }
            throw request.state.isEnd ? .requestOver(id) : .notRunning
        }
    }
}

public import HelpDesk

extension AsteriskAMI: ExtensionDirectory {
    /// Returns the list of `PJSIPShowEndpoints`, or of `SIPpeers` for phones of chan_sip; both need the privilege
    /// `system`.
    ///
    /// - Throws: `PBXError.refused` for phones of another technology, `.unanswered` also if the privilege is missing,
    ///   `.notConnected`.
    public func extensions() async throws(PBXError) -> [PBXExtension] {
        let phones = configuration.phones
        return phones.extensions(in: try await list(try phones.listingAction()))
    }
}

extension PhoneAddresses {
    /// Returns the manager action that lists all phones of the technology.
    func listingAction() throws(PBXError) -> String {
        switch technology.lowercased() {
        case "pjsip": return "PJSIPShowEndpoints"
        case "sip": return "SIPpeers"
        default: throw .refused("the manager interface does not list phones of \(technology)")
        }
    }

    /// - Parameter entries: the answer to ``listingAction()``.
    func extensions(in entries: [AMIMessage]) -> [PBXExtension] {
        entries.compactMap { entry in
            entry["ObjectName"].flatMap(number).map { PBXExtension($0, entry.deviceState) }
        }
    }
}

extension AMIMessage {
    /// The state in an `EndpointList` or a `PeerEntry`.
    fileprivate var deviceState: DeviceState {
        if let state = self["DeviceState"] {
            return switch state {
            case "Not in use": .idle
            case "Ringing": .ringing
            case "In use", "Busy", "On Hold", "Ring+Inuse": .inUse
            case "Unavailable": .unavailable
            default: .unknown
            }
        }
        // A peer reports whether it can be reached: `OK (5 ms)`.
        return switch self["Status"]?.prefix(while: { $0 != " " }) {
        case "OK", "LAGGED": .idle
        case "UNREACHABLE", "UNKNOWN": .unavailable
        default: .unknown
        }
    }
}

/// An error of the help desk, with a stable code for programs and a one-line message for people.
public enum HelpDeskError: Error, Sendable, Equatable {
    case invalidNumberPattern(String)
    case unknownRoute(String)
    case unknownOperator(String)
    case unknownDepartment(String)
    /// The extension may not be dialled under `pbx.numbers`.
    case forbiddenNumber(String)
    case unsupportedMode(CallMode)
    /// No request has the given id, which may be malformed.
    case unknownRequest(String)
    /// The stored request cannot be read.
    case damagedRequest(HelpRequestID)
    /// No department lists the extension as a helper.
    case unknownHelper(String)
    /// The operator already has an open request that the caller may not see, because another department serves it.
    case alreadyAsked(String)
    /// The request has ended, or is ending.
    case requestOver(HelpRequestID)
    /// A helper has already picked up.
    case alreadyAnswered(HelpRequestID)
    /// Operator and helper are not connected.
    case notConnected(HelpRequestID)
    /// The person is the operator or the helper of this request.
    case takesPart(String)
    /// The PBX driver cannot add anybody to a live call.
    case joiningUnsupported
    /// The first submission with this idempotency key has not been answered yet.
    case idempotencyKeyInFlight
    /// The idempotency key was used for something else.
    case idempotencyKeyReused
    /// The PBX driver cannot record.
    case recordingUnsupported
    case unknownVoice(String)
    /// The sound is being recorded by phone.
    case soundBusy(String)
    /// A sound is being recorded on this phone.
    case extensionBusy(String)
    /// The bridge is stopping, or has not started.
    case notRunning
    /// Storage could not be read or written; no phone was rung.
    case notStored(String)

    /// A stable word in snake case.
    public var code: String { words.code }

    private var words: (code: String, message: String) {
        switch self {
        case .invalidNumberPattern(let pattern):
            ("invalid_number_pattern", "pbx.numbers is not a regular expression: \(pattern)")
        case .unknownRoute(let code):
            ("unknown_route", "no help route has the code \(code)")
        case .unknownOperator(let number):
            ("unknown_operator", "no operator has the extension \(number)")
        case .unknownDepartment(let id):
            ("unknown_department", "no department has the id \(id)")
        case .forbiddenNumber(let number):
            ("forbidden_number", "the extension \(number) may not be dialled under pbx.numbers")
        case .unsupportedMode(let mode):
            ("unsupported_mode", "the mode \(mode.rawValue) is not supported by this PBX driver; use consult")
        case .unknownRequest(let id):
            ("unknown_request", "no help request has the id \(id)")
        case .damagedRequest(let id):
            (
                "damaged_request",
                "the help request \(id) is damaged in the database; helpbridge db check says how, and a backup may have it"
            )
        case .unknownHelper(let number):
            ("unknown_helper", "no department has a helper with the extension \(number)")
        case .alreadyAsked(let number):
            ("already_asked", "the operator \(number) already has an open request that another department serves")
        case .requestOver(let id):
            ("request_over", "the help request \(id) is over")
        case .alreadyAnswered(let id):
            ("already_answered", "a helper has picked up for the help request \(id) already; join the call instead")
        case .notConnected(let id):
            ("not_connected", "the help request \(id) is not connected, so that there is no call to join")
        case .takesPart(let number):
            ("takes_part", "\(number) takes part in the call already")
        case .joiningUnsupported:
            (
                "joining_unsupported",
                "this PBX driver cannot join live calls; set pbx.driver to ari or ami"
            )
        case .idempotencyKeyInFlight:
            (
                "idempotency_key_in_flight",
                "the first request with this idempotency key is still under way; ask again in a moment"
            )
        case .idempotencyKeyReused:
            (
                "idempotency_key_reused",
                "this idempotency key was used with another body; take a new key for another request"
            )
        case .recordingUnsupported:
            (
                "recording_unsupported",
                "the PBX is driven through its manager interface, which cannot record; "
                    + "set pbx.driver to ari, or upload a file"
            )
        case .unknownVoice(let name):
            ("unknown_voice", "no voice is named \(name)")
        case .soundBusy(let sound):
            (
                "sound_being_recorded",
                "the sound \(sound) is just being recorded by phone; wait for it, or cancel it"
            )
        case .extensionBusy(let number):
            (
                "extension_recording",
                "a sound is just being recorded on the phone \(number); wait for it, or take another phone"
            )
        case .notRunning:
            ("not_running", "the bridge is starting or stopping; try again in a moment")
        case .notStored(let reason):
            ("storage_unavailable", "the database could not be used: \(reason)")
        }
    }
}

extension HelpDeskError: CustomStringConvertible {
    public var description: String { words.message }
}

/// What can go wrong with a test phone.
public enum SIPPhoneError: Error, Sendable, CustomStringConvertible {
    /// Something that was waited for did not happen. `history` is what the phone saw instead.
    case timedOut(phone: String, waitingFor: String, after: Duration, history: [String])
    /// The PBX refused a request.
    case refused(phone: String, request: String, status: Int, reason: String)
    /// The PBX gave no answer to a request at all.
    case noResponse(phone: String, request: String)
    /// There is no call that this could be done with.
    case noCall(phone: String, action: String)
    /// The phone was stopped meanwhile.
    case stopped(phone: String)

    public var description: String {
        switch self {
        case .timedOut(let phone, let what, let duration, let history):
            "phone \(phone) waited \(duration) for \(what) in vain; it saw: "
                + (history.isEmpty ? "nothing" : history.joined(separator: ", "))
        case .refused(let phone, let request, let status, let reason):
            "phone \(phone): the PBX refused \(request) with \(status) \(reason)"
        case .noResponse(let phone, let request):
            "phone \(phone): the PBX did not answer \(request); is it running on this port?"
        case .noCall(let phone, let action):
            "phone \(phone) is in no call, so it cannot \(action)"
        case .stopped(let phone):
            "phone \(phone) was stopped"
        }
    }
}

/// Why the event stream could not be opened, or ended.
///
/// It does not leave this target: ``Reconnection`` depends on it, and people read it in the log and in the PBX's
/// status.
enum EventStreamError: ConnectionFailure {
    /// Asterisk answered, but not with an event stream: a mistake in the settings, not on the line.
    case refused(status: Int)
    /// Another connection took over our application.
    case replaced
    /// The other connection was an earlier opening of ours, or of another bridge on our database.
    case overtaken
    /// The peer was reached, but did not open the event stream in time; it may still do so.
    case unopened
    /// No connection could be made, or not in time.
    case unreachable(String)
    /// The established connection is gone.
    case lost(String)
}

extension EventStreamError: CustomStringConvertible {
    /// Whether retrying alone is unlikely to help.
    var needsAttention: Bool {
        switch self {
        case .refused(let status): status < 500
        case .replaced: true
        case .overtaken, .unopened, .unreachable, .lost: false
        }
    }

    /// Whether a starting Asterisk answers like this: its HTTP server starts before ARI (measured with 22).
    var mayBeStarting: Bool { self == .refused(status: 404) }

    var description: String {
        switch self {
        case .refused(401):
            "Asterisk refused the user or the password: compare pbx.ari.username and password with ari.conf"
        case .refused(403):
            "Asterisk forbids this user to follow events: see the user's section in ari.conf"
        case .refused(404):
            "no ARI at this address: compare pbx.ari.url with http.conf (prefix) and load res_ari_events"
        case .refused(let status):
            "Asterisk answered the opening of the event stream with HTTP \(status)"
        case .replaced:
            "another program has connected as the same Stasis application and gets its events:"
                + " stop it, or give one of the two another pbx.ari.application"
        case .overtaken:
            "the connection to Asterisk is lost: an earlier opening, which had not been answered in time, took its place"
        case .unopened:
            "no connection to Asterisk: the event stream was not opened in time, or the peer is no Asterisk"
        case .unreachable(let reason):
            "no connection to Asterisk: \(reason)"
        case .lost(let reason):
            "the connection to Asterisk is lost: \(reason)"
        }
    }
}

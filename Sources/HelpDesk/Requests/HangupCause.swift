/// The reason why a phone's call ended, in the network's numbers.
///
/// Asterisk reports an ITU-T Q.850 number for each end; since version 22, it also reports the SIP status that the
/// number was derived from.
public struct HangupCause: Sendable, Codable, Equatable {
    /// The cause of ITU-T Q.850, section 2.2.7; 0 is Asterisk's own value for an unknown cause.
    public var q850: Int
    /// The status of the phone's last response (RFC 3261, section 21), if reported.
    public var sip: Int?

    public init(q850: Int, sip: Int? = nil) {
        self.q850 = q850
        self.sip = sip
    }
}

extension HangupCause: CustomStringConvertible {
    /// A text for people: `SIP 486 Busy Here, Q.850 17 user busy`.
    public var description: String {
        let cause = "Q.850 \(q850)\(Self.meanings[q850].map { " \($0)" } ?? "")"
        guard let sip else { return cause }
        return "SIP \(sip)\(Self.phrases[sip].map { " \($0)" } ?? ""), \(cause)"
    }

    /// The Q.850 causes that can end a phone's call.
    private static let meanings = [
        0: "no cause told", 1: "unallocated number", 2: "no route to network", 3: "no route to destination",
        16: "normal clearing", 17: "user busy", 18: "no user responding", 19: "no answer", 20: "subscriber absent",
        21: "call rejected", 22: "number changed", 23: "redirected to new destination", 26: "answered elsewhere",
        27: "destination out of order", 28: "invalid number format", 29: "facility rejected",
        31: "normal, unspecified", 34: "no circuit available", 38: "network out of order", 41: "temporary failure",
        42: "switching equipment congestion", 44: "requested channel not available",
        50: "facility not subscribed", 52: "outgoing calls barred", 54: "incoming calls barred",
        57: "bearer capability not authorized", 58: "bearer capability not available",
        65: "bearer capability not implemented", 79: "service not implemented", 88: "incompatible destination",
        102: "recovery on timer expiry", 111: "protocol error", 127: "interworking, unspecified",
    ]

    /// The status phrases of RFC 3261, section 21, and RFC 5393.
    private static let phrases = [
        200: "OK", 302: "Moved Temporarily", 400: "Bad Request", 401: "Unauthorized", 403: "Forbidden",
        404: "Not Found", 405: "Method Not Allowed", 406: "Not Acceptable", 407: "Proxy Authentication Required",
        408: "Request Timeout", 410: "Gone", 415: "Unsupported Media Type", 420: "Bad Extension",
        440: "Max-Breadth Exceeded", 480: "Temporarily Unavailable", 481: "Call/Transaction Does Not Exist",
        482: "Loop Detected", 483: "Too Many Hops", 484: "Address Incomplete", 485: "Ambiguous", 486: "Busy Here",
        487: "Request Terminated", 488: "Not Acceptable Here", 491: "Request Pending", 500: "Server Internal Error",
        501: "Not Implemented", 502: "Bad Gateway", 503: "Service Unavailable", 504: "Server Time-out",
        505: "Version Not Supported", 600: "Busy Everywhere", 603: "Decline", 604: "Does Not Exist Anywhere",
        606: "Not Acceptable",
    ]
}

import NIOHTTP1

/// One REST call, with the limits of its answer.
struct ARIRequest: Sendable {
    let method: HTTPMethod
    /// Path and query, encoded.
    let target: String
    /// JSON, or empty.
    var body: [UInt8] = []
    /// The time limit from the call to the last byte of the answer.
    var timeout: Duration
    /// The largest accepted body, in bytes.
    var maximumBytes: Int
    /// Checked right before the call is sent, once a connection is up, and before it is sent again: the call may no
    /// longer be valid.
    ///
    /// `nil` sends it in any case.
    var condition: (@Sendable () -> Bool)?
}

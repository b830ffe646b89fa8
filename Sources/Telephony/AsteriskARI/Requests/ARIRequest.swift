import NIOHTTP1

/// One REST call, with the limits of its answer.
struct ARIRequest: Sendable {
    let method: HTTPMethod
    /// Path and query, encoded.
    let target: String
    /// JSON, or nothing.
    var body: [UInt8] = []
    /// How long everything may take, from the call to the last byte of the answer.
    var timeout: Duration
    /// The largest body taken, in bytes.
    var maximumBytes: Int
    /// Asked right before the call goes out, once a connection stands, and before it goes out once more: what was right when
    /// it was made may not be so any more. `nil` sends it in any case.
    var condition: (@Sendable () -> Bool)?
}

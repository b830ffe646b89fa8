/// Asked right before a request goes out, once its connection stands: what was right when the request was made may not be so
/// any more, since it may have waited for an address, a connection, or because the process stood still.
///
/// Asked again when a kept connection has broken without an answer and the request would be sent once more. It counts as
/// sent then: its error is not ``CurlHTTPError/withheld``.
public final class SendCondition: Sendable {
    let holds: @Sendable () -> Bool

    /// - Parameter holds: called on the thread of all requests; it must return at once.
    public init(_ holds: @escaping @Sendable () -> Bool) {
        self.holds = holds
    }
}

extension SendCondition: Equatable {
    public static func == (one: SendCondition, other: SendCondition) -> Bool { one === other }
}

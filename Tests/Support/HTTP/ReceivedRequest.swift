/// A request as the ``FaultServer`` received it.
public struct ReceivedRequest: Sendable, Equatable {
    /// The method, as sent.
    public let method: String
    /// The request target: path and query, or a whole URL when sent through a proxy.
    public let target: String
    /// Names and values in the order in which they came.
    public let headers: [Header]
    /// The content.
    public let body: [UInt8]

    /// One header field.
    public struct Header: Sendable, Equatable {
        /// The name, as sent.
        public let name: String
        /// The value.
        public let value: String
    }

    /// The value of the first header field of that name, in any case.
    public func header(_ name: String) -> String? {
        headers.first { $0.name.lowercased() == name.lowercased() }?.value
    }

    /// The content as text.
    public var text: String { String(decoding: body, as: UTF8.self) }
}

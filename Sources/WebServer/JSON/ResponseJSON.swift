/// Makes the JSON of answers: UTF-8, keys in the order in which the type encodes them, dates as RFC 3339 in UTC with
/// milliseconds, no white space.
///
/// The same value always gives the same bytes, which replays of an idempotency key rely on, and `id` comes first for
/// readers. Foundation's encoder either sorts keys or writes them in no fixed order.
public enum ResponseJSON {
    /// - Throws: `EncodingError` for a number that JSON cannot express, and for a type that encodes itself against the
    ///   rules of `Encodable`.
    public static func bytes(_ value: some Encodable) throws -> [UInt8] {
        let writer = JSONWriter()
        try writer.encode(value)
        return try writer.finished()
    }

    /// - Throws: as ``bytes(_:)``.
    public static func text(_ value: some Encodable) throws -> String {
        String(decoding: try bytes(value), as: UTF8.self)
    }
}

import JSON

/// Encodes the JSON of responses: UTF-8, keys in the order in which the type encodes them, dates as RFC 3339 in UTC
/// with milliseconds, no white space.
///
/// Equal values always give the same bytes, which replays of an idempotency key rely on, and `id` comes first for
/// readers.
public enum ResponseJSON {
    private static let encoder = JSONTextEncoder { date, bytes in
        bytes.append(UInt8(ascii: "\""))
        Timestamp.append(date, to: &bytes)
        bytes.append(UInt8(ascii: "\""))
    }

    /// - Throws: `EncodingError` for a number that JSON cannot express, and for a type that violates the rules of
    ///   `Encodable`.
    public static func bytes(_ value: some Encodable) throws -> [UInt8] {
        try encoder.bytes(value)
    }

    /// - Throws: the errors of ``bytes(_:)``.
    public static func text(_ value: some Encodable) throws -> String {
        try encoder.text(value)
    }
}

public import Foundation

/// An encoder that writes JSON from front to back, without building a tree: UTF-8, keys in the order in which the type
/// encodes them, no white space.
///
/// The same value always gives the same bytes. Foundation's encoder either sorts keys or writes them in no fixed order,
/// and takes several times as long.
public struct JSONTextEncoder: Sendable {
    /// A function that appends a date as a JSON value.
    public typealias DateWriter = @Sendable (_ date: Date, _ bytes: inout [UInt8]) -> Void

    private let dates: DateWriter?

    /// - Parameter dates: `nil` lets dates encode themselves: exact, as the seconds since 2001 that `JSONDecoder`
    ///   reads.
    public init(dates: DateWriter? = nil) {
        self.dates = dates
    }

    /// - Throws: `EncodingError` for a number that JSON cannot express, and for a type whose encoding violates the
    ///   rules of `Encodable`.
    public func bytes(_ value: some Encodable) throws -> [UInt8] {
        let output = JSONOutput(dates: dates)
        try output.encode(value)
        return try output.writer.finished()
    }

    /// - Throws: the errors of ``bytes(_:)``.
    public func text(_ value: some Encodable) throws -> String {
        String(decoding: try bytes(value), as: UTF8.self)
    }
}

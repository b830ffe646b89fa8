public import Foundation
import WebEncoding

/// The identity of one help request: a UUID version 7 in lower-case text (RFC 9562, section 5.7).
///
/// Version 7 sorts by creation time, so the newest requests are found by id alone. Every channel, bridge and playback
/// id on the PBX derives from it.
public struct HelpRequestID: Hashable, Sendable, Codable, CustomStringConvertible {
    /// The canonical 36-character text.
    public let text: String

    public var description: String { text }

    /// Reads an id from text; `nil` unless it is a UUID in canonical form.
    public init?(_ text: some StringProtocol) {
        // Checked before the text is copied: untrusted text may have any length.
        guard text.utf8.count == 36 else { return nil }
        self.init(whole: String(text))
    }

    private init?(whole text: String) {
        guard text.utf8.enumerated().allSatisfy(Self.isCanonical) else { return nil }
        self.text = text.utf8.contains { $0 < UInt8(ascii: "a") && $0 > UInt8(ascii: "9") } ? text.lowercased() : text
    }

    /// Whether a byte is valid at an offset of a UUID's canonical form.
    ///
    /// Every event of the PBX has ids to parse, so this is checked byte by byte.
    private static func isCanonical(_ offset: Int, _ byte: UInt8) -> Bool {
        switch (offset, byte) {
        case (8, _), (13, _), (18, _), (23, _): byte == UInt8(ascii: "-")
        case (_, UInt8(ascii: "0")...UInt8(ascii: "9")), (_, UInt8(ascii: "a")...UInt8(ascii: "f")),
            (_, UInt8(ascii: "A")...UInt8(ascii: "F")):
            true
        default: false
        }
    }

    /// Creates a new id.
    ///
    /// - Parameters:
    ///   - date: the time of creation; its milliseconds lead the id, the fraction below them follows
    ///     (RFC 9562, section 6.2, method 3).
    ///   - generator: the source of the remaining random bits.
    public init(at date: Date, using generator: inout some RandomNumberGenerator) {
        // 48 bits can hold all times from 1970 to the year 10889.
        let milliseconds = min(max(0, date.timeIntervalSince1970 * 1000), 0xFFFF_FFFF_FFFF)
        let whole = UInt64(milliseconds)
        let fraction = UInt64((milliseconds - Double(whole)) * 4096) & 0xFFF
        let high = (whole << 16) | 0x7000 | fraction
        let low = (generator.next() & 0x3FFF_FFFF_FFFF_FFFF) | 0x8000_0000_0000_0000
        var text: [UInt8] = []
        text.reserveCapacity(36)
        for (offset, digit) in (high.hexadecimal + low.hexadecimal).utf8.enumerated() {
            if offset == 8 || offset == 12 || offset == 16 || offset == 20 { text.append(UInt8(ascii: "-")) }
            text.append(digit)
        }
        self.text = String(decoding: text, as: UTF8.self)
    }

    /// Creates a new id for a request created at `date`.
    public init(at date: Date = Date()) {
        var generator = SystemRandomNumberGenerator()
        self.init(at: date, using: &generator)
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let id = HelpRequestID(text) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "\(text) is not a UUID")
        }
        self = id
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}

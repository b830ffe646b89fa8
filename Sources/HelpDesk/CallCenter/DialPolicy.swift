import Foundation

/// Decides which numbers may ever be dialled, whoever asks: the last check before the PBX.
public struct DialPolicy: Sendable {
    /// The pattern as it was configured.
    public let pattern: String
    private let expression: NSRegularExpression

    /// - Parameter pattern: a regular expression over the whole number, such as `^[0-9]{2,6}$`.
    /// - Throws: `HelpDeskError.invalidNumberPattern` when it does not compile.
    public init(pattern: String) throws {
        do {
            expression = try NSRegularExpression(pattern: pattern)
        } catch {
            throw HelpDeskError.invalidNumberPattern(pattern)
        }
        self.pattern = pattern
    }

    /// The number as something that a PBX driver accepts, or `nil` when it may not be dialled.
    ///
    /// However wide the pattern is, a number is 1 to 32 of the keys of a telephone and an optional leading plus: no
    /// separator, channel technology or address ever enters a dial string.
    public func dialable(_ number: String) -> DialableNumber? {
        guard (1...32).contains(number.utf8.count) else { return nil }
        let keys = number.hasPrefix("+") ? number.dropFirst() : number[...]
        guard !keys.isEmpty, keys.utf8.allSatisfy(Self.isKey) else { return nil }
        let whole = NSRange(location: 0, length: number.utf16.count)
        guard expression.firstMatch(in: number, range: whole)?.range == whole else { return nil }
        return DialableNumber(text: number)
    }

    private static func isKey(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "*"), UInt8(ascii: "#"): true
        default: false
        }
    }
}

/// A number that has passed the ``DialPolicy``; there is no other way to make one.
public struct DialableNumber: Sendable, Hashable, CustomStringConvertible {
    public let text: String

    public var description: String { text }

    fileprivate init(text: String) {
        self.text = text
    }
}

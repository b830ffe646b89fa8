import ConcurrencyPrimitives
import Foundation

/// Decides which numbers may ever be dialled, whoever asks: the last check before the PBX. It knows which PBXs there are, and
/// each has a pattern of its own.
public struct DialPolicy: Sendable {
    /// The id of the PBX of a person or route for which none is named.
    public let defaultPBX: String
    /// The ids of all PBXs, the default one first.
    public let pbxs: [String]
    private let patterns: [String: String]
    private let expressions: [String: NSRegularExpression]
    private let decisions = Decisions()

    /// The id that the default PBX has where nothing else is said.
    public static let mainPBX = "main"

    /// That of one PBX.
    ///
    /// - Parameter pattern: a regular expression over the whole number, such as `^[0-9]{2,6}$`.
    /// - Throws: `HelpDeskError.invalidNumberPattern` when it does not compile.
    public init(pattern: String) throws {
        try self.init(patterns: [(Self.mainPBX, pattern)])
    }

    /// - Parameter patterns: one a PBX, not empty. The default PBX is the one with the id `main`, or else the first.
    /// - Throws: `HelpDeskError.invalidNumberPattern` when one does not compile.
    public init(patterns: [(pbx: String, pattern: String)]) throws {
        var expressions: [String: NSRegularExpression] = [:]
        for (pbx, pattern) in patterns {
            do {
                // By itself first: the pattern must not end the group that is put around it.
                _ = try NSRegularExpression(pattern: pattern)
                expressions[pbx] = try NSRegularExpression(pattern: #"\A(?:\#(pattern))\z"#)
            } catch {
                throw HelpDeskError.invalidNumberPattern(pattern)
            }
        }
        let ids = patterns.map(\.pbx)
        let first = ids.contains(Self.mainPBX) ? Self.mainPBX : ids[0]
        defaultPBX = first
        pbxs = [first] + ids.filter { $0 != first }
        self.patterns = Dictionary(patterns.map { ($0.pbx, $0.pattern) }) { _, last in last }
        self.expressions = expressions
    }

    /// The number as something that a PBX driver accepts, or `nil` when it may not be dialled.
    ///
    /// However wide the pattern is, a number is 1 to 32 of the keys of a telephone and an optional leading plus: no
    /// separator, channel technology or address ever enters a dial string.
    ///
    /// - Parameter text: a number, with the id of its PBX where that is not the default one, as in `101@shiraz`.
    public func dialable(_ text: String) -> DialableNumber? {
        let address = ExtensionAddress(text)
        // One person has one name.
        guard address.pbx != defaultPBX, let expression = expressions[address.pbx ?? defaultPBX] else { return nil }
        let number = address.number
        guard (1...32).contains(number.utf8.count) else { return nil }
        let keys = number.hasPrefix("+") ? number.dropFirst() : number[...]
        guard !keys.isEmpty, keys.utf8.allSatisfy(Self.isKey) else { return nil }
        let isAllowed = decisions.value(for: text) {
            expression.firstMatch(in: number, range: NSRange(location: 0, length: number.utf16.count)) != nil
        }
        return isAllowed ? DialableNumber(text: number, pbx: address.pbx) : nil
    }

    /// The one name of what somebody has named: the default PBX is left out of it.
    public func canonical(_ text: String) -> String {
        ExtensionAddress.canonical(text, defaultPBX: defaultPBX)
    }

    /// The pattern of a PBX as it was configured.
    ///
    /// - Parameter id: `nil` for the default one.
    public func pattern(of id: String?) -> String? { patterns[id ?? defaultPBX] }

    /// Whether there is such a PBX.
    ///
    /// - Parameter id: `nil` for the default one.
    public func knows(_ id: String?) -> Bool { id.map(pbxs.contains) ?? true }

    private static func isKey(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "*"), UInt8(ascii: "#"): true
        default: false
        }
    }
}

/// What has been found of numbers: the same few are asked for again and again.
private final class Decisions: Sendable {
    private static let maximumCount = 4096

    private let known = Locked<[String: Bool]>([:])

    func value(for number: String, _ decide: () -> Bool) -> Bool {
        if let decision = known.withLock({ $0[number] }) { return decision }
        let decision = decide()
        known.withLock { known in
            if known.count >= Self.maximumCount { known = [:] }
            known[number] = decision
        }
        return decision
    }
}

/// A number that has passed the ``DialPolicy``; there is no other way to make one.
public struct DialableNumber: Sendable, Hashable, CustomStringConvertible {
    /// What is dialled.
    public let text: String
    /// The id of the PBX that it is a number of; `nil` for the default one.
    public let pbx: String?

    /// Whose it is, in the words of the tables.
    public var address: String { ExtensionAddress(text, pbx: pbx).text }

    public var description: String { address }

    fileprivate init(text: String, pbx: String?) {
        self.text = text
        self.pbx = pbx
    }
}

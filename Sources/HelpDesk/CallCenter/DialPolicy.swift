import ConcurrencyPrimitives
import Foundation

/// The rules for the numbers that may be dialled, whoever asks: the last check before the PBX.
///
/// It covers all PBXs, each with its own pattern.
public struct DialPolicy: Sendable {
    /// The id of the PBX of people and routes that name none.
    public let defaultPBX: String
    /// The ids of all PBXs, the default one first.
    public let pbxs: [String]
    private let patterns: [String: String]
    private let expressions: [String: NSRegularExpression]
    private let decisions = Decisions()

    /// The id of the default PBX, unless configured otherwise.
    public static let mainPBX = "main"

    /// Creates a policy for a single PBX.
    ///
    /// - Parameter pattern: a regular expression over the whole number, such as `^[0-9]{2,6}$`.
    /// - Throws: `HelpDeskError.invalidNumberPattern` if the pattern does not compile.
    public init(pattern: String) throws {
        try self.init(patterns: [(Self.mainPBX, pattern)])
    }

    /// - Parameter patterns: one pattern per PBX, not empty. The default PBX is the one with the id `main`, or else the
    ///   first.
    /// - Throws: `HelpDeskError.invalidNumberPattern` if a pattern does not compile.
    public init(patterns: [(pbx: String, pattern: String)]) throws {
        var expressions: [String: NSRegularExpression] = [:]
        for (pbx, pattern) in patterns {
            do {
                // Compiled by itself first: the pattern must not close the group that is put around it.
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

    /// Returns the number in the form that PBX drivers accept, or `nil` if it may not be dialled.
    ///
    /// However permissive the pattern is, a number consists of 1 to 32 telephone keys and an optional leading plus: no
    /// separator, channel technology or address ever enters a dial string.
    ///
    /// - Parameter text: a number, with the id of its PBX unless that is the default one, as in `101@shiraz`.
    public func dialable(_ text: String) -> DialableNumber? {
        let address = ExtensionAddress(text)
        // An address that names the default PBX is rejected: each person has only one address.
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

    /// Returns the canonical form of an address, which omits the default PBX.
    public func canonical(_ text: String) -> String {
        ExtensionAddress.canonical(text, defaultPBX: defaultPBX)
    }

    /// Returns the pattern of a PBX as it was configured.
    ///
    /// - Parameter id: the PBX's id; `nil` for the default one.
    public func pattern(of id: String?) -> String? { patterns[id ?? defaultPBX] }

    /// Whether a PBX exists.
    ///
    /// - Parameter id: the PBX's id; `nil` for the default one.
    public func knows(_ id: String?) -> Bool { id.map(pbxs.contains) ?? true }

    private static func isKey(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "*"), UInt8(ascii: "#"): true
        default: false
        }
    }
}

/// A cache of decisions: the same few numbers are checked again and again.
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

/// A number that passed the ``DialPolicy``, which is the only way to create one.
public struct DialableNumber: Sendable, Hashable, CustomStringConvertible {
    /// The number to dial.
    public let text: String
    /// The id of the number's PBX; `nil` for the default PBX.
    public let pbx: String?

    /// The address as the tables contain it.
    public var address: String { ExtensionAddress(text, pbx: pbx).text }

    public var description: String { address }

    fileprivate init(text: String, pbx: String?) {
        self.text = text
        self.pbx = pbx
    }
}

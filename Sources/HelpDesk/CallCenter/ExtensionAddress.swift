/// An extension and its PBX.
///
/// As text it is the extension itself, or, if its PBX is not the default one, the extension and the id of its PBX:
/// `101@shiraz`.
///
/// The text identifies a person everywhere: the same extension may exist on several PBXs.
public struct ExtensionAddress: Sendable, Hashable, CustomStringConvertible {
    static let separator: Character = "@"

    /// The number to dial on the PBX.
    public var number: String
    /// The id of the PBX; `nil` for the default one.
    public var pbx: String?

    public init(_ number: String, pbx: String?) {
        self.number = number
        self.pbx = pbx
    }

    /// Creates an address from any text; ``DialPolicy`` checks whether the PBX exists and the number may be dialled.
    public init(_ text: String) {
        // Hardly any address has a PBX.
        guard text.utf8.contains(UInt8(ascii: "@")) else {
            number = text
            pbx = nil
            return
        }
        let parts = text.split(separator: Self.separator, maxSplits: 1, omittingEmptySubsequences: false)
        number = String(parts[0])
        pbx = parts.count == 2 ? String(parts[1]) : nil
    }

    /// Returns the canonical address of a person, which never names the default PBX.
    ///
    /// - Parameter defaultPBX: the id of the default PBX.
    public func canonical(defaultPBX: String) -> ExtensionAddress {
        ExtensionAddress(number, pbx: pbx == defaultPBX ? nil : pbx)
    }

    /// Returns the text of a person's canonical address.
    ///
    /// - Parameters:
    ///   - text: the address as it was given.
    ///   - defaultPBX: the id of the default PBX.
    public static func canonical(_ text: String, defaultPBX: String) -> String {
        ExtensionAddress(text).canonical(defaultPBX: defaultPBX).text
    }

    public var text: String { pbx.map { "\(number)\(Self.separator)\($0)" } ?? number }

    public var description: String { text }
}

extension CallCenter {
    /// Returns the address of an extension that was named by a source without knowledge of PBXs, such as a CRM.
    ///
    /// - Parameters:
    ///   - number: an extension; an extension with a PBX is returned unchanged.
    ///   - pbx: the PBX to look up the extension on first; `nil` for the default PBX.
    /// - Returns: the address on that PBX, unless the tables know the extension only on exactly one other PBX.
    public func address(of number: String, near pbx: String?) -> String {
        guard ExtensionAddress(number).pbx == nil else { return number }
        let near = ExtensionAddress(number, pbx: pbx).text
        if operators[near] != nil { return near }
        // There may be thousands of operators, and this runs for each person whom a CRM names.
        let elsewhere = number + String(ExtensionAddress.separator)
        func isMeant(_ text: String) -> Bool { text == number || text.hasPrefix(elsewhere) }
        let helpers = departments.values.lazy.flatMap { $0.helpers.lazy.map(\.extension) }
        let known = Set(operators.keys.filter(isMeant)).union(helpers.filter(isMeant))
        guard !known.contains(near), known.count == 1, let only = known.first else { return near }
        return only
    }

    /// Returns the route of a code: the PBX's own route, or else the route for all PBXs.
    ///
    /// - Parameters:
    ///   - code: the dialled code; a code with a PBX matches only that PBX's route.
    ///   - pbx: the id of the caller's PBX, given even if it is the default one.
    /// - Returns: `nil` if there is no such route, or it belongs to another PBX.
    public func route(_ code: String, on pbx: String) -> Route? {
        if let own = ExtensionAddress(code).pbx { return own == pbx ? routes[code] : nil }
        return routes[ExtensionAddress(code, pbx: pbx).text] ?? routes[code]
    }
}

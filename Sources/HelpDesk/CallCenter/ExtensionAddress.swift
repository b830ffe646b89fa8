/// An extension and the PBX that it is one of. As text it is the extension itself, or, of another PBX than the default one,
/// the extension and the id of its PBX: `101@shiraz`.
///
/// The text identifies a person wherever one is named: the same extension may exist on several PBXs.
public struct ExtensionAddress: Sendable, Hashable, CustomStringConvertible {
    static let separator: Character = "@"

    /// What is dialled on its PBX.
    public var number: String
    /// The id of the PBX; `nil` for the default one.
    public var pbx: String?

    public init(_ number: String, pbx: String?) {
        self.number = number
        self.pbx = pbx
    }

    /// Takes any text; whether such a PBX exists, and whether the number may be dialled, is for the ``DialPolicy``.
    public init(_ text: String) {
        // Nearly none has one.
        guard text.utf8.contains(UInt8(ascii: "@")) else {
            number = text
            pbx = nil
            return
        }
        let parts = text.split(separator: Self.separator, maxSplits: 1, omittingEmptySubsequences: false)
        number = String(parts[0])
        pbx = parts.count == 2 ? String(parts[1]) : nil
    }

    /// The address by which a person is known: nobody's names the default PBX.
    ///
    /// - Parameter defaultPBX: its id.
    public func canonical(defaultPBX: String) -> ExtensionAddress {
        ExtensionAddress(number, pbx: pbx == defaultPBX ? nil : pbx)
    }

    /// The text of the address by which whoever is named is known.
    ///
    /// - Parameters:
    ///   - text: how they are named.
    ///   - defaultPBX: its id.
    public static func canonical(_ text: String, defaultPBX: String) -> String {
        ExtensionAddress(text).canonical(defaultPBX: defaultPBX).text
    }

    public var text: String { pbx.map { "\(number)\(Self.separator)\($0)" } ?? number }

    public var description: String { text }
}

extension CallCenter {
    /// Whose phone is meant by a number that somebody names who does not know PBXs, such as a CRM.
    ///
    /// - Parameters:
    ///   - number: an extension; one with its PBX stays as it is.
    ///   - pbx: where it is looked for first; `nil` for the default one.
    /// - Returns: the one on that PBX, unless the tables know it only on exactly one other.
    public func address(of number: String, near pbx: String?) -> String {
        guard ExtensionAddress(number).pbx == nil else { return number }
        let near = ExtensionAddress(number, pbx: pbx).text
        if operators[near] != nil { return near }
        // There may be thousands of them, and this is asked for each whom a CRM names.
        let elsewhere = number + String(ExtensionAddress.separator)
        func isMeant(_ text: String) -> Bool { text == number || text.hasPrefix(elsewhere) }
        let helpers = departments.values.lazy.flatMap { $0.helpers.lazy.map(\.extension) }
        let known = Set(operators.keys.filter(isMeant)).union(helpers.filter(isMeant))
        guard !known.contains(near), known.count == 1, let only = known.first else { return near }
        return only
    }

    /// The route that a code leads to: that of the PBX, or one for all of them.
    ///
    /// - Parameters:
    ///   - code: what is dialled; one with its PBX is that route alone.
    ///   - pbx: the id of the caller's PBX, also of the default one.
    /// - Returns: `nil` where there is none, and for that of another PBX.
    public func route(_ code: String, on pbx: String) -> Route? {
        if let own = ExtensionAddress(code).pbx { return own == pbx ? routes[code] : nil }
        return routes[ExtensionAddress(code, pbx: pbx).text] ?? routes[code]
    }
}

import HelpDesk

/// The addresses of extensions on the PBX: the dial string that reaches an extension, and the device whose state is
/// queried and whose name its channels have.
///
/// The two are the same if a phone is dialled directly, as `PJSIP/200`. A `Local` channel leads through the dialplan,
/// so that follow-me, forwarding and *do not disturb* of the PBX count; it has no state, and no call has its name.
public struct PhoneAddresses: Sendable, Equatable {
    private static let placeholder = "{extension}"
    private static let otherPlaceholder = "{pbx}"
    private static let usual = "PJSIP/{extension}"

    /// The dial string, with `{extension}` in it.
    public let endpoint: String
    /// The device, with `{extension}` in it: technology and resource, as in `PJSIP/{extension}`.
    public let device: String
    /// The dial string of an extension of another PBX, with `{extension}` in it, and `{pbx}` for that PBX's id; `nil`
    /// if there is none.
    public let trunk: String?

    /// - Parameters:
    ///   - endpoint: the dial string.
    ///   - device: the device; `nil` takes the endpoint if that is a device, and otherwise `PJSIP/{extension}`.
    ///   - trunk: the dial string of the extensions of other PBXs.
    /// - Throws: ``TelephonyError`` naming the invalid setting.
    public init(
        endpoint: String = "PJSIP/{extension}", device: String? = nil, trunk: String? = nil
    ) throws(TelephonyError) {
        guard endpoint.contains(Self.placeholder) else { throw .invalidEndpoint(endpoint) }
        self.endpoint = endpoint
        self.device = device ?? (Self.isDevice(endpoint) ? endpoint : Self.usual)
        guard Self.isDevice(self.device) else { throw .invalidDevice(self.device) }
        if let trunk, !trunk.contains(Self.placeholder) { throw .invalidTrunk(trunk) }
        self.trunk = trunk
    }

    /// Whether a pattern names a device: neither a way through the dialplan or a trunk, nor an address.
    public static func isDevice(_ pattern: String) -> Bool {
        let parts = pattern.split(separator: "/", omittingEmptySubsequences: false)
        return parts.count == 2 && !parts[0].isEmpty && !isLocal(pattern) && parts[1].contains(placeholder)
            && !parts[1].contains("@")
    }

    private static func isLocal(_ pattern: String) -> Bool { pattern.lowercased().hasPrefix("local/") }

    /// Whether calls go through the dialplan.
    var isThroughDialplan: Bool { Self.isLocal(endpoint) }

    /// The context of the dialplan through which calls go, if they do.
    var context: String? {
        guard isThroughDialplan, let at = endpoint.firstIndex(of: "@") else { return nil }
        return String(endpoint[endpoint.index(after: at)...].prefix { $0 != "/" })
    }

    /// Returns the dial string of a number.
    ///
    /// A `Local` channel that is joined with another channel removes itself, and with it the name that identifies it as
    /// ours: `/n` keeps it.
    ///
    /// - Throws: `PBXError.refused` for an extension of another PBX if there is no trunk.
    func dialled(_ number: DialableNumber, _ destination: Origination.Destination) throws(PBXError) -> String {
        guard let pattern = pattern(of: destination) else {
            throw .refused("\(number) is an extension of another PBX, and this one has no pbx.trunk")
        }
        let dialled = pattern.replacing(Self.placeholder, with: number.text)
        return Self.isLocal(dialled) && dialled.count(where: { $0 == "/" }) == 1 ? dialled + "/n" : dialled
    }

    private func pattern(of destination: Origination.Destination) -> String? {
        switch destination {
        case .phone: isThroughDialplan ? device : endpoint
        case .extension: endpoint
        case .otherPBX(let id): trunk?.replacing(Self.otherPlaceholder, with: id)
        }
    }

    /// Returns the number's device.
    func device(of number: DialableNumber) -> String {
        device.replacing(Self.placeholder, with: number.text)
    }

    /// The technology of devices, such as `PJSIP`.
    var technology: String { String(device.prefix { $0 != "/" }) }

    /// Returns the number whose device has a name, without its technology; `nil` if it is not the device of a number.
    func number(ofResource resource: String) -> String? {
        let pattern = device.dropFirst(technology.count + 1)
        guard let place = pattern.firstRange(of: Self.placeholder) else { return nil }
        let (start, end) = (pattern[..<place.lowerBound], pattern[place.upperBound...])
        guard resource.count > start.count + end.count, resource.hasPrefix(start), resource.hasSuffix(end) else {
            return nil
        }
        return String(resource.dropFirst(start.count).dropLast(end.count))
    }

    /// Returns the account that several phones may be registered with, if it is dialled directly and the PBX reports
    /// each phone.
    func account(of number: DialableNumber, _ destination: Origination.Destination) -> String? {
        let technology = "pjsip/"
        if case .otherPBX = destination { return nil }
        guard let pattern = pattern(of: destination), Self.isDevice(pattern), pattern.lowercased().hasPrefix(technology)
        else { return nil }
        return String(pattern.dropFirst(technology.count).replacing(Self.placeholder, with: number.text))
    }

    /// Returns the dial string of each phone of an account.
    ///
    /// - Parameter list: the value of Asterisk's function `PJSIP_DIAL_CONTACTS`. Phones can influence it: anything that
    ///   is not an address of this account is skipped.
    static func contacts(in list: String, of account: String) -> [String] {
        list.split(separator: "&").map(String.init).filter { $0.hasPrefix("PJSIP/\(account)/sip") }
    }

    /// Returns a check of whether a channel's name, such as `PJSIP/101-0000000a`, is that of the number's device.
    ///
    /// The serial number follows the last hyphen: the part before it may contain hyphens, and `101-2` is another
    /// account than `101`.
    func channels(of number: DialableNumber) -> (_ name: String) -> Bool {
        let device = device(of: number)
        guard let parted = device.firstIndex(of: "/") else { return { _ in false } }
        let (technology, resource) = (device[..<parted].lowercased(), device[device.index(after: parted)...])
        return { name in
            let bytes = name.utf8
            guard let end = bytes.lastIndex(of: UInt8(ascii: "-")), let slash = bytes.firstIndex(of: UInt8(ascii: "/")),
                slash < end
            else { return false }
            // Asterisk accepts the name of a technology in upper and lower case.
            return name[bytes.index(after: slash)..<end] == resource && name[..<slash].lowercased() == technology
        }
    }
}

import HelpDesk

/// How an extension is called on the PBX: what is dialled to reach it, and the device whose state is asked and whose
/// channels bear its name.
///
/// The two are one thing where a phone is dialled itself, as `PJSIP/200`. A `Local` channel leads through the dialplan, so
/// that follow-me, forwarding and *do not disturb* of the PBX count; it has no state, and no call bears its name.
public struct PhoneAddresses: Sendable, Equatable {
    private static let placeholder = "{extension}"
    private static let otherPlaceholder = "{pbx}"
    private static let usual = "PJSIP/{extension}"

    /// What is dialled, with `{extension}` in it.
    public let endpoint: String
    /// The device, with `{extension}` in it: technology and resource, as in `PJSIP/{extension}`.
    public let device: String
    /// What is dialled to reach an extension of another PBX, with `{extension}` in it, and `{pbx}` for that one's id; `nil`
    /// where there is no way.
    public let trunk: String?

    /// - Parameters:
    ///   - endpoint: what is dialled.
    ///   - device: the device; `nil` takes the endpoint where that is one, and else `PJSIP/{extension}`.
    ///   - trunk: the way to the extensions of other PBXs.
    /// - Throws: ``TelephonyError`` naming the setting that cannot work.
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

    /// Whether a pattern names a device itself: neither a way through the dialplan or a trunk, nor an address.
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

    /// What is dialled to reach a number.
    ///
    /// A `Local` channel that is joined with another one takes itself out of the way, and its name with it, by which we would
    /// find it again: `/n` keeps it.
    ///
    /// - Throws: `PBXError.refused` for an extension of another PBX where there is no trunk.
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

    /// The number's device.
    func device(of number: DialableNumber) -> String {
        device.replacing(Self.placeholder, with: number.text)
    }

    /// The technology of devices, such as `PJSIP`.
    var technology: String { String(device.prefix { $0 != "/" }) }

    /// The number whose device bears a name, without its technology; `nil` for what is no device of a number's.
    func number(ofResource resource: String) -> String? {
        let pattern = device.dropFirst(technology.count + 1)
        guard let place = pattern.firstRange(of: Self.placeholder) else { return nil }
        let (start, end) = (pattern[..<place.lowerBound], pattern[place.upperBound...])
        guard resource.count > start.count + end.count, resource.hasPrefix(start), resource.hasSuffix(end) else {
            return nil
        }
        return String(resource.dropFirst(start.count).dropLast(end.count))
    }

    /// The account under which several phones may be registered, where it is dialled itself and the PBX tells of each.
    func account(of number: DialableNumber, _ destination: Origination.Destination) -> String? {
        let technology = "pjsip/"
        if case .otherPBX = destination { return nil }
        guard let pattern = pattern(of: destination), Self.isDevice(pattern), pattern.lowercased().hasPrefix(technology)
        else { return nil }
        return String(pattern.dropFirst(technology.count).replacing(Self.placeholder, with: number.text))
    }

    /// What is dialled for each phone of an account.
    ///
    /// - Parameter list: what the function `PJSIP_DIAL_CONTACTS` of Asterisk has answered. Phones have a say in it: whatever is no
    ///   address of this account is left out.
    static func contacts(in list: String, of account: String) -> [String] {
        list.split(separator: "&").map(String.init).filter { $0.hasPrefix("PJSIP/\(account)/sip") }
    }

    /// Tells the channels of the number's device from others by their names, such as `PJSIP/101-0000000a`.
    ///
    /// The serial number is what follows the last hyphen: what comes before may have hyphens of its own, and `101-2` is
    /// another account than `101`.
    func channels(of number: DialableNumber) -> (_ name: String) -> Bool {
        let device = device(of: number)
        guard let parted = device.firstIndex(of: "/") else { return { _ in false } }
        let (technology, resource) = (device[..<parted].lowercased(), device[device.index(after: parted)...])
        return { name in
            let bytes = name.utf8
            guard let end = bytes.lastIndex(of: UInt8(ascii: "-")), let slash = bytes.firstIndex(of: UInt8(ascii: "/")),
                slash < end
            else { return false }
            // Asterisk takes the name of a technology in any case.
            return name[bytes.index(after: slash)..<end] == resource && name[..<slash].lowercased() == technology
        }
    }
}

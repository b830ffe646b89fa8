import Crypto
import Foundation
public import HelpDesk
import WebEncoding

/// The names of our objects on a PBX that others use, too: the domain's id followed by a mark of this bridge, as in
/// `hb-<request>-op-1f2e3d4c`.
///
/// Several bridges may share one Asterisk. An object with another mark, or without a mark, is not ours, and is neither
/// followed nor touched.
public struct PBXNames: Sendable, Equatable {
    /// The owner of a channel.
    enum Owner: Sendable, Equatable {
        /// This bridge; with the domain's id.
        case ours(String)
        /// Not named by any bridge: a phone, a trunk, a person who dialled a code.
        ///
        /// Its name is its id.
        case stranger(String)
        /// Another bridge, or an earlier version; also for the second half of our `Local` channels, which comes and
        /// goes with the first.
        case others
    }

    /// Eight hexadecimal digits.
    let mark: String
    /// The suffix of our names.
    private let ending: String
    /// Requests of an earlier version, which used no marks: their names are the domain's ids.
    private let unmarked: Set<CallID>

    /// - Parameters:
    ///   - installation: an id that no other installation has.
    ///   - application: the Stasis application, or the context of the dialplan: two bridges may have copies of one
    ///     database.
    ///   - unmarked: the requests that an earlier version left open.
    public init(installation: String, application: String, unmarked: Set<HelpRequestID> = []) {
        let digest = SHA256.hash(data: Data("\(installation)\n\(application)".utf8))
        mark = digest.prefix(4).hexadecimal
        ending = "-\(mark)"
        self.unmarked = Set(unmarked.map { CallID($0) })
    }

    /// Returns the name on the PBX of an id of the domain.
    func onPBX(_ id: String) -> String {
        id.hasPrefix(Identifiers.prefix) && !isUnmarked(id) ? id + ending : id
    }

    func onPBX(_ channel: ChannelID) -> String { onPBX(channel.text) }

    /// Returns the owner of a channel with this name on the PBX.
    func owner(ofChannel name: String) -> Owner {
        guard name.hasPrefix(Identifiers.prefix) else { return .stranger(name) }
        // Asterisk names the halves of a `Local` channel `<name>` and `<name>;2`.
        guard !name.hasSuffix(";2") else { return .others }
        let whole = name.hasSuffix(";1") ? name.withoutLast(2) : name
        return own(whole).map(Owner.ours) ?? .others
    }

    /// Returns the domain's id of a bridge, a playback or a recording of ours; `nil` if it is not ours.
    func own(_ name: String) -> String? {
        guard name.hasPrefix(Identifiers.prefix) else { return nil }
        // The objects of an earlier version's request have no mark.
        if isUnmarked(name) { return Self.bearsMark(name) ? nil : name }
        guard name.hasSuffix(ending) else { return nil }
        let id = name.withoutLast(ending.utf8.count)
        return id.utf8.count > Identifiers.prefix.utf8.count ? id : nil
    }

    /// Returns a channel that may be followed: ours, or a stranger; `nil` if it belongs to others.
    func channel(_ name: String) -> ChannelID? {
        switch owner(ofChannel: name) {
        case .ours(let id), .stranger(let id): ChannelID(id)
        case .others: nil
        }
    }

    /// Returns our channel with this name; `nil` if it is not ours.
    func ownChannel(_ name: String) -> ChannelID? {
        if case .ours(let id) = owner(ofChannel: name) { ChannelID(id) } else { nil }
    }

    /// Whether a name belongs to a request that an earlier version left open.
    func isUnmarked(_ name: String) -> Bool {
        guard !unmarked.isEmpty, let call = ChannelID(name).call else { return false }
        return unmarked.contains(call)
    }

    /// Whether a name ends with a mark; no id of the domain ends like this.
    private static func bearsMark(_ name: String) -> Bool {
        let end = name.suffix(9)
        return end.first == "-" && end.dropFirst().allSatisfy(\.isHexDigit)
    }
}

extension String {
    /// Returns the text without that many bytes at its end.
    ///
    /// Names are read for each event, and counting characters takes longer.
    fileprivate func withoutLast(_ count: Int) -> String { String(Substring(utf8.dropLast(count))) }
}

import Crypto
import Foundation
public import HelpDesk
import WebEncoding

/// How what is ours is named on a PBX that others use, too: the domain's id, and a mark of this bridge behind it, as in
/// `hb-<request>-op-1f2e3d4c`.
///
/// Several bridges may share one Asterisk. Whatever bears another mark, or none, belongs to somebody else, and is neither
/// followed nor touched.
public struct PBXNames: Sendable, Equatable {
    /// Whose a channel is.
    enum Owner: Sendable, Equatable {
        /// Ours, with the domain's id.
        case ours(String)
        /// Not named by any bridge: a phone, a trunk, somebody who has dialled a code. Its name is its id.
        case stranger(String)
        /// Another bridge's, or left by an earlier version; or the second half of a `Local` channel of ours, which comes and
        /// goes with the first.
        case others
    }

    /// Eight hexadecimal digits.
    let mark: String
    /// The end of each name of ours.
    private let ending: String
    /// Requests of an earlier version, which did not mark: their names are the domain's ids.
    private let unmarked: Set<CallID>

    /// - Parameters:
    ///   - installation: what no other installation has.
    ///   - application: the Stasis application, or the context of the dialplan: two bridges may have copies of one database.
    ///   - unmarked: the requests that an earlier version has left open.
    public init(installation: String, application: String, unmarked: Set<HelpRequestID> = []) {
        let digest = SHA256.hash(data: Data("\(installation)\n\(application)".utf8))
        mark = digest.prefix(4).hexadecimal
        ending = "-\(mark)"
        self.unmarked = Set(unmarked.map { CallID($0) })
    }

    /// The name on the PBX of what the domain calls so.
    func onPBX(_ id: String) -> String {
        id.hasPrefix(Identifiers.prefix) && !isUnmarked(id) ? id + ending : id
    }

    func onPBX(_ channel: ChannelID) -> String { onPBX(channel.text) }

    /// Whose a channel is that the PBX calls so.
    func owner(ofChannel name: String) -> Owner {
        guard name.hasPrefix(Identifiers.prefix) else { return .stranger(name) }
        // Asterisk names the halves of a `Local` channel `<name>` and `<name>;2`.
        guard !name.hasSuffix(";2") else { return .others }
        let whole = name.hasSuffix(";1") ? name.withoutLast(2) : name
        return own(whole).map(Owner.ours) ?? .others
    }

    /// The domain's id of something of ours: a bridge, a playback, a recording; `nil` when it is not ours.
    func own(_ name: String) -> String? {
        guard name.hasPrefix(Identifiers.prefix) else { return nil }
        // Of an earlier version's request, nothing bears a mark.
        if isUnmarked(name) { return Self.bearsMark(name) ? nil : name }
        guard name.hasSuffix(ending) else { return nil }
        let id = name.withoutLast(ending.utf8.count)
        return id.utf8.count > Identifiers.prefix.utf8.count ? id : nil
    }

    /// A channel that may be followed: one of ours, or a stranger; `nil` when it belongs to others.
    func channel(_ name: String) -> ChannelID? {
        switch owner(ofChannel: name) {
        case .ours(let id), .stranger(let id): ChannelID(id)
        case .others: nil
        }
    }

    /// A channel of ours.
    func ownChannel(_ name: String) -> ChannelID? {
        if case .ours(let id) = owner(ofChannel: name) { ChannelID(id) } else { nil }
    }

    /// Whether something bears the name of a request that an earlier version has left open.
    func isUnmarked(_ name: String) -> Bool {
        guard !unmarked.isEmpty, let call = ChannelID(name).call else { return false }
        return unmarked.contains(call)
    }

    /// No id of the domain's ends so.
    private static func bearsMark(_ name: String) -> Bool {
        let end = name.suffix(9)
        return end.first == "-" && end.dropFirst().allSatisfy(\.isHexDigit)
    }
}

extension String {
    /// Without that many bytes at its end. Names are read for each event, and counting characters takes longer.
    fileprivate func withoutLast(_ count: Int) -> String { String(Substring(utf8.dropLast(count))) }
}

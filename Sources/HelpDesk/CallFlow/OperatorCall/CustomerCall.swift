/// The operator's call with their customer, as far as it is known.
enum CustomerCall: Sendable, Equatable {
    /// Not looked for: there is only the operator's own phone, or the call on which they dialled.
    case notWanted
    /// Being looked for.
    case sought
    /// Found, and on hold; it is looked for until the hold ends.
    case onHold(HeldCall)
    /// Only listened to, and never ours to hang up.
    ///
    /// `notice` is the call on which the operator dialled, while the helper is to join them here.
    case listenedTo(ChannelID, notice: ChannelID?)

    /// Whether the call is still being looked for.
    var isSought: Bool {
        switch self {
        case .sought, .onHold: true
        case .notWanted, .listenedTo: false
        }
    }

    /// The call, if it is on hold.
    var held: HeldCall? {
        if case .onHold(let call) = self { call } else { nil }
    }

    /// The call, if it is listened to.
    var channel: ChannelID? {
        if case .listenedTo(let call, _) = self { call } else { nil }
    }

    var notice: ChannelID? {
        if case .listenedTo(_, let notice) = self { notice } else { nil }
    }

    /// Forgets the call on which the operator dialled, which is over or about to be.
    mutating func endNotice() {
        if case .listenedTo(let call, _) = self { self = .listenedTo(call, notice: nil) }
    }
}

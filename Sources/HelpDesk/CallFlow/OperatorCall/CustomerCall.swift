/// The operator's call with their customer, as far as it is known.
enum CustomerCall: Sendable, Equatable {
    /// Not looked for: the operator is on their own phone, or on the call to the request code.
    case notWanted
    /// Being looked for.
    case sought
    /// Found, and on hold; it is looked for until the hold ends.
    case onHold(HeldCall)
    /// Only listened to, and never hung up by HelpBridge.
    ///
    /// `notice` is the operator's call to the request code, if the helper is to join them on this call.
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

    /// Forgets the operator's call to the request code, which is over or about to be.
    mutating func endNotice() {
        if case .listenedTo(let call, _) = self { self = .listenedTo(call, notice: nil) }
    }
}

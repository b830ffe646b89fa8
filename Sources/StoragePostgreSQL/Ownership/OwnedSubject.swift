/// Something of which one bridge at a time is the owner.
package enum OwnedSubject: Sendable, Hashable {
    /// A PBX by its id, and as the help desk names it: `nil` for the default one.
    case pbx(_ id: String, known: String?)
    /// The work of sending what is to be sent.
    case deliveries

    /// As rows name it. No PBX's id has a star.
    package var id: String {
        switch self {
        case .pbx(let id, _): id
        case .deliveries: "*deliveries"
        }
    }
}

/// Who owns a PBX.
package struct SubjectOwner: Sendable, Equatable {
    package let bridge: String
    /// Whether the owner follows it.
    package let isConnected: Bool
}

/// A subject that one bridge at a time owns.
package enum OwnedSubject: Sendable, Hashable {
    /// A PBX, by its ID and by its name in the help desk: `nil` for the default one.
    case pbx(_ id: String, known: String?)
    /// The sending of outgoing deliveries.
    case deliveries

    /// The ID in rows; a PBX's ID contains no asterisk.
    package var id: String {
        switch self {
        case .pbx(let id, _): id
        case .deliveries: "*deliveries"
        }
    }
}

/// The owner of a subject.
package struct SubjectOwner: Sendable, Equatable {
    package let bridge: String
    /// Whether the owner is connected to it.
    package let isConnected: Bool
}

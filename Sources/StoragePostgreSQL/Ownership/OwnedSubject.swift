/// A resource that one bridge owns at a time.
package enum OwnedSubject: Sendable, Hashable {
    /// A PBX with its id, and its name in the help desk: `nil` for the default one.
    case pbx(_ id: String, known: String?)
    /// The sending of outgoing deliveries.
    case deliveries

    /// The id in the database's rows.
    ///
    /// No PBX's id contains a star.
    package var id: String {
        switch self {
        case .pbx(let id, _): id
        case .deliveries: "*deliveries"
        }
    }
}

/// The owner of a PBX.
package struct SubjectOwner: Sendable, Equatable {
    package let bridge: String
    /// Whether the owner is connected to the PBX.
    package let isConnected: Bool
}

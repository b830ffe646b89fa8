/// Something of which one bridge at a time is the owner: a PBX, or a piece of work besides.
package struct OwnedSubject: Sendable, Hashable {
    /// As rows name it.
    package var id: String
    /// As the help desk names a PBX: `nil` for the default one.
    package var pbx: String?
    package var isPBX: Bool

    /// - Parameters:
    ///   - id: the PBX's.
    ///   - name: as the help desk names it.
    package static func pbx(_ id: String, known name: String?) -> OwnedSubject {
        OwnedSubject(id: id, pbx: name, isPBX: true)
    }

    /// Work of which there must not be two; its name is no PBX's.
    package static func work(_ name: String) -> OwnedSubject {
        OwnedSubject(id: "*\(name)", pbx: "*\(name)", isPBX: false)
    }
}

/// Who owns a PBX.
package struct SubjectOwner: Sendable, Equatable {
    package let bridge: String
    /// Whether the owner follows it.
    package let isConnected: Bool
}

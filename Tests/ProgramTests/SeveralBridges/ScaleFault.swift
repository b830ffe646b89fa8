/// What goes wrong.
enum ScaleFault: CaseIterable {
    case killed, stopped, frozen, cutOffFromPBX, cutOffFromDatabase, primaryLost

    /// Whether the bridge that it happens to can order nothing any more, from that moment on.
    var takesOwner: Bool { self == .killed || self == .frozen }
}

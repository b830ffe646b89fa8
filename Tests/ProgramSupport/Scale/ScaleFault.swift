/// What goes wrong.
public enum ScaleFault: String, CaseIterable, Sendable {
    case killed, stopped, frozen, cutOffFromPBX, cutOffFromDatabase, connectionsBroken, primaryLost

    /// Whether the bridge that it happens to loses its PBXs to another one, and can order nothing there after that.
    var takesOwner: Bool {
        switch self {
        case .killed, .stopped, .frozen, .cutOffFromPBX, .cutOffFromDatabase: true
        case .connectionsBroken, .primaryLost: false
        }
    }
}

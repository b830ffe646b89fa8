/// Gives the call centre's settings as they are now; cheap enough to be asked for every request.
public protocol CallCenterSource: Sendable {
    var current: CallCenter { get }
}

/// A phone that a ``FakeARI`` has rung.
public struct FakeARIRing: Sendable, Equatable {
    public var channel: String
    public var phone: String
}

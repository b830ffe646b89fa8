/// What a phone behind a ``FakeARI`` does when it is rung.
public struct FakePhone: Sendable, Equatable {
    public enum Behaviour: Sendable, Equatable {
        /// Rings, and answers after that long; zero: in the same turn of the event loop.
        case answers(after: Duration)
        /// The call fails with that Q.850 cause, after that long.
        case fails(cause: Int, after: Duration)
        /// Rings until the timeout of the originate.
        case ringsOn
        /// The originate itself fails, as for a phone that is not registered.
        case unregistered
        /// Does nothing by itself: the test rings, answers and ends it.
        case manual
    }

    public var behaviour: Behaviour

    public init(_ behaviour: Behaviour) {
        self.behaviour = behaviour
    }

    public static func answers(after delay: Duration = .zero) -> FakePhone { FakePhone(.answers(after: delay)) }
    public static let busy = FakePhone(.fails(cause: 17, after: .zero))
    public static let ringsOn = FakePhone(.ringsOn)
    public static let unregistered = FakePhone(.unregistered)
    public static let manual = FakePhone(.manual)
}

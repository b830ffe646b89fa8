import Logging
import Testing

@testable import Telephony

@Suite("When the event stream is opened again")
struct ReconnectionTests {
    private let configuration: ARIConfiguration
    private let start = ContinuousClock.now

    init() throws {
        configuration = try ARIFixture.configuration(url: "http://127.0.0.1:8088/ari")
    }

    private func after(_ error: EventStreamError, connectedFor: Duration? = nil, _ reconnection: inout Reconnection)
        -> Reconnection.Step
    {
        reconnection.after(error, connectedFor: connectedFor, now: start, jitter: 0)
    }

    @Test("Another program that takes the application over is an error, and gets time")
    func rival() {
        var reconnection = Reconnection(configuration)
        let step = after(.replaced, connectedFor: .seconds(5), &reconnection)
        #expect(step == Reconnection.Step(reason: .replaced, level: .error, delay: configuration.refusedRetryDelay))
    }

    @Test("Openings that were given up may take the application over, once each, and no time is lost by it")
    func overtaken() {
        var reconnection = Reconnection(configuration)
        for _ in 1...2 { _ = after(.unopened, &reconnection) }
        for _ in 1...2 {
            let step = after(.replaced, connectedFor: .milliseconds(3), &reconnection)
            #expect(step.reason == .overtaken)
            #expect(step.level == .warning)
            #expect(step.delay < .seconds(1))
        }
        #expect(after(.replaced, connectedFor: .milliseconds(3), &reconnection).reason == .replaced)
    }

    @Test("Where other bridges had the PBX before, the last opening of one of them may come late, too")
    func overtakenByAnotherBridge() {
        var reconnection = Reconnection(configuration, afterOthers: true)
        #expect(after(.replaced, connectedFor: .seconds(6), &reconnection).reason == .overtaken)
        #expect(after(.replaced, connectedFor: .seconds(6), &reconnection).reason == .replaced)
        var lasting = Reconnection(configuration, afterOthers: true)
        #expect(after(.replaced, connectedFor: configuration.stablePeriod, &lasting).reason == .replaced)
    }

    @Test("After a connection that has lasted, earlier openings are no excuse any more, and pauses are short again")
    func stable() {
        var reconnection = Reconnection(configuration)
        for _ in 1...30 { _ = after(.unopened, &reconnection) }
        let step = after(.lost("it"), connectedFor: configuration.stablePeriod, &reconnection)
        #expect(step.delay == .milliseconds(100))
        #expect(after(.replaced, connectedFor: .seconds(1), &reconnection).reason == .replaced)
    }

    @Test("The same complaint of a connection is made aloud once, until one has stood")
    func repetition() {
        var reconnection = Reconnection(configuration)
        let complaint = EventStreamError.unreachable("Connection refused")
        #expect(after(complaint, &reconnection).level == .warning)
        #expect(after(complaint, &reconnection).level == .debug)
        #expect(after(.unopened, &reconnection).level == .warning)
        #expect(after(.unopened, connectedFor: .seconds(1), &reconnection).level == .warning)
    }

    @Test("An Asterisk without ARI may be one that starts, for a while")
    func starting() {
        var reconnection = Reconnection(configuration)
        let missing = EventStreamError.refused(status: 404)
        #expect(after(missing, &reconnection).level == .warning)
        let late = reconnection.after(
            missing, connectedFor: nil, now: start.advanced(by: configuration.startingPeriod), jitter: 0)
        #expect(late.level == .error)
        #expect(late.delay == configuration.refusedRetryDelay)
    }
}

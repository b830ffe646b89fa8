import ConcurrencyPrimitives
import HelpDesk
import Logging
import NIOHTTP1

/// Finds out whether Asterisk still tells us over the event stream what happens.
///
/// When an older connection of an application ends in the moment in which a newer one is made, Asterisk 16 and 22 may
/// forget the application although the newer connection stands: pings are answered, and no call is told any more. With
/// late openings that are given up at once, as after a network that was silent, it was so in one of five (measured). What
/// is ordered with `POST /events/user` comes back over the event stream only if the application is there.
final class ApplicationProbe: Sendable {
    private struct State {
        /// Whether any was ever heard. A peer without user events is believed without them.
        var wasHeard = false
        var listener: AsyncStream<Void>.Continuation?
    }

    /// The user event's name.
    static let eventName = "\(Identifiers.prefix)probe"
    /// How long the event may take where none was ever heard.
    private static let patience = Duration.seconds(1)

    private let client: ARIClient
    private let application: String
    /// How long the event may take.
    private let timeout: Duration
    private let logger: Logger
    private let state = Locked(State())

    init(_ configuration: ARIConfiguration, client: ARIClient, logger: Logger) {
        self.client = client
        self.logger = logger
        application = configuration.application
        timeout = configuration.requestTimeout
    }

    /// The user event has come back.
    func heard() {
        state.withLock { state in
            state.wasHeard = true
            state.listener?.yield()
        }
    }

    /// Orders a user event and waits until it comes back; where none ever did, for a moment at most.
    ///
    /// - Throws: ``EventStreamError/lost(_:)`` when Asterisk has forgotten the application, `CancellationError`.
    func probe() async throws {
        let (heard, listener) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let mustBeHeard = state.withLock { state in
            state.listener = listener
            return state.wasHeard
        }
        do {
            let answer = try await client.send(
                .POST, ["events", "user", Self.eventName], query: [("application", application)])
            if answer.status == 404, answer.problem == "Application not found" { throw Self.forgotten }
            guard answer.isSuccess else { throw answer.pbxError }
        } catch let error as PBXError {
            // Whether the connection stands is what the pings tell.
            logger.debug("Asterisk did not take the user event", metadata: ["error": "\(error)"])
            return
        }
        guard mustBeHeard else {
            // Asterisk may only be slow: what it tells before the event belongs behind the lists.
            _ = await withDeadline(.now + min(timeout, Self.patience)) {
                for await _ in heard { return }
            }
            try Task.checkCancellation()
            return
        }
        try await withDeadline(.now + timeout, throwing: Self.forgotten) {
            for await _ in heard { return }
            throw CancellationError()
        }
    }

    private static let forgotten = EventStreamError.lost("it stands, but Asterisk has forgotten our application")
}

import ConcurrencyPrimitives
import HelpDesk
import Logging
import NIOHTTP1

/// Checks that Asterisk still sends events over the event stream.
///
/// If an older connection of an application ends just when a newer connection is made, Asterisk 16 and 22 may forget
/// the application although the newer connection is up: pings are answered, but no calls are reported. With late
/// openings that are abandoned at once, as after a network outage, this happened in one case out of five (measured). An
/// event ordered with `POST /events/user` comes back over the event stream only if the application exists.
final class ApplicationProbe: Sendable {
    private struct State {
        /// Whether a user event ever came back.
        ///
        /// A peer without user events is trusted without them.
        var wasHeard = false
        var listener: AsyncStream<Void>.Continuation?
    }

    /// The user event's name.
    static let eventName = "\(Identifiers.prefix)probe"
    /// The time limit for the event if none ever came back.
    private static let patience = Duration.seconds(1)

    private let client: ARIClient
    private let application: String
    /// The time limit for the event.
    private let timeout: Duration
    private let logger: Logger
    private let state = Locked(State())

    init(_ configuration: ARIConfiguration, client: ARIClient, logger: Logger) {
        self.client = client
        self.logger = logger
        application = configuration.application
        timeout = configuration.requestTimeout
    }

    /// Records that the user event came back.
    func heard() {
        state.withLock { state in
            state.wasHeard = true
            state.listener?.yield()
        }
    }

    /// Orders a user event and waits until it comes back; if none ever did, waits only for a moment.
    ///
    /// - Throws: ``EventStreamError/lost(_:)`` if Asterisk forgot the application, `CancellationError`.
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
            // The pings show whether the connection is up.
            logger.debug("Asterisk did not take the user event", metadata: ["error": "\(error)"])
            return
        }
        guard mustBeHeard else {
            // Asterisk may only be slow: events that it sends before the user event belong after the lists.
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

import Foundation
public import Logging
public import ServiceLifecycle

/// A service that rings phones to record sounds, and runs every recording to its end.
///
/// The PBX's events reach it through the help desk.
///
/// Recordings in progress are not stored: a ringing phone or a file that a crash leaves on the PBX is removed at the
/// next start.
public final class SoundRecordingService: Service {
    private enum Arrival: Sendable {
        case recording(SoundRecordingSession, CallID)
        /// The PBX with this id is connected: files that belong to no recording are removed from it.
        case clearing(String?)
    }

    let ports: SoundRecordingPorts
    private let policy: DialPolicy
    private let logger: Logger
    /// The router that passes the PBX's events to the recordings.
    let router: EventRouter
    private let registry: SoundRecordingRegistry
    private let deadlines = Deadlines()
    private let arrivals: AsyncStream<Arrival>
    private let arrivalQueue: AsyncStream<Arrival>.Continuation

    /// - Parameters:
    ///   - ports: the outside world.
    ///   - policy: the numbers that may be dialled.
    ///   - logger: the logger; each recording's lines carry the sound's id as `sound`.
    public init(ports: SoundRecordingPorts, policy: DialPolicy, logger: Logger) {
        self.ports = ports
        self.policy = policy
        self.logger = logger
        router = EventRouter()
        registry = SoundRecordingRegistry(router: router)
        (arrivals, arrivalQueue) = AsyncStream.makeStream()
    }

    /// Returns the phone to ring, and the recorder of its PBX.
    func phone(
        for order: SoundRecordingOrder
    ) throws(HelpDeskError) -> (number: DialableNumber, recorder: any CallRecorder) {
        guard let number = policy.dialable(order.extension) else {
            guard !ports.recorders.isEmpty else { throw .recordingUnsupported }
            throw .forbiddenNumber(order.extension)
        }
        guard let recorder = ports.recorders[number.pbx] else { throw .recordingUnsupported }
        return (number, recorder)
    }

    /// Rings a phone of a PBX that this bridge owns.
    ///
    /// - Returns: the recording in its first state.
    /// - Throws: `HelpDeskError`; nobody is rung then.
    func begin(_ order: SoundRecordingOrder) throws(HelpDeskError) -> SoundRecording {
        let (number, recorder) = try phone(for: order)
        let voice = try ports.library.voice(for: order)
        let now = Date()
        let flow = SoundRecordingFlow(id: CallID(at: now), order: order, at: now)
        var logger = logger
        logger[metadataKey: "sound"] = "\(order.sound)"
        let effects = SoundRecordingEffects(
            order: order, channel: flow.channel, number: number, voice: voice, ports: ports, recorder: recorder,
            logger: logger)
        let session = SoundRecordingSession(flow, effects, router: router, deadlines: deadlines)
        try registry.open(flow.id, flow.recording, session)
        logger.notice("a sound is recorded by phone", metadata: ["extension": "\(number)"])
        arrivalQueue.yield(.recording(session, flow.id))
        return flow.recording
    }

    /// Returns the recording of a sound that is in progress at this bridge, or the last one since the bridge started.
    func recordingHere(of sound: String) -> SoundRecording? {
        registry.recording(of: sound)
    }

    /// Hangs up and keeps nothing, if this bridge makes the recording.
    ///
    /// - Returns: `nil` if there was no recording.
    func cancelHere(_ sound: String) -> SoundRecording? {
        registry.session(recording: sound)?.post(.cancelled)
        return registry.recording(of: sound)
    }

    /// Runs until graceful shutdown; then phones are hung up and nothing more is kept.
    public func run() async throws {
        await withGracefulShutdownHandler {
            await withDiscardingTaskGroup { group in
                group.addTask { await self.deadlines.run { self.router.receiver(of: $0)?.tick() } }
                await self.serveArrivals()
                group.cancelAll()
            }
        } onGracefulShutdown: {
            self.registry.close()
            self.arrivalQueue.finish()
        }
    }

    private func serveArrivals() async {
        await withDiscardingTaskGroup { group in
            for await arrival in arrivals {
                switch arrival {
                case .recording(let session, let id):
                    group.addTask { await session.run { self.registry.update(id, $0) } }
                case .clearing(let pbx):
                    group.addTask { await self.clear(pbx) }
                }
            }
        }
    }

    /// Removes the files on a PBX that belong to no recording in progress; must be called whenever the PBX connects.
    func removeForgotten(on pbx: String?) {
        arrivalQueue.yield(.clearing(pbx))
    }

    /// Removes the files that an earlier process or a lost connection left on the PBX.
    private func clear(_ pbx: String?) async {
        guard let recorder = ports.recorders[pbx] else { return }
        do throws(PBXError) {
            for take in try await recorder.takes() where take.call.map(router.contains) == false {
                logger.notice("removing an orphaned recording", metadata: ["take": "\(take)"])
                try await recorder.remove(take)
            }
        } catch {
            logger.debug("cannot list recordings on the PBX", metadata: ["error": "\(error)"])
        }
    }
}

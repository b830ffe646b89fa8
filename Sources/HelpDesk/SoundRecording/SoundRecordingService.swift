import Foundation
public import Logging
public import ServiceLifecycle

/// Rings phones to record sounds, and runs every recording to its end. The PBX's events come to it through the help desk.
///
/// Recordings are not stored: what a crash leaves on the PBX, a ringing phone or a file, is removed at the next start.
public final class SoundRecordingService: Service {
    private enum Arrival: Sendable {
        case recording(SoundRecordingSession, SoundRecordingFlow, events: AsyncStream<SoundRecordingFlow.Event>)
        /// The PBX is there: files that no recording owns are removed from it.
        case clearing
    }

    private let ports: SoundRecordingPorts
    private let policy: DialPolicy
    private let logger: Logger
    private let register = SoundRecordingRegister()
    private let arrivals: AsyncStream<Arrival>
    private let arrivalQueue: AsyncStream<Arrival>.Continuation

    /// - Parameters:
    ///   - ports: the outside world.
    ///   - policy: what may ever be dialled.
    ///   - logger: each recording's lines carry the sound's id as `sound`.
    public init(ports: SoundRecordingPorts, policy: DialPolicy, logger: Logger) {
        self.ports = ports
        self.policy = policy
        self.logger = logger
        (arrivals, arrivalQueue) = AsyncStream.makeStream()
    }

    /// Rings a phone.
    ///
    /// - Returns: the recording as it begins.
    /// - Throws: `SoundRecordingError`; then nobody is rung.
    public func record(_ order: SoundRecordingOrder) throws(SoundRecordingError) -> SoundRecording {
        guard let recorder = ports.recorder else { throw .unsupported }
        guard let number = policy.dialable(order.extension) else { throw .forbiddenNumber(order.extension) }
        let voice = try ports.library.voice(for: order)
        let now = Date()
        let flow = SoundRecordingFlow(id: HelpRequestID(at: now), order: order, at: now)
        let (events, continuation) = AsyncStream.makeStream(of: SoundRecordingFlow.Event.self)
        try register.open(flow.id, flow.recording, continuation: continuation)
        var logger = logger
        logger[metadataKey: "sound"] = "\(order.sound)"
        logger.notice("a sound is recorded by phone", metadata: ["extension": "\(number)"])
        let session = SoundRecordingSession(
            order: order, number: number, voice: voice, pbx: ports.pbx, recorder: recorder, studio: ports.studio,
            library: ports.library, continuation: continuation, logger: logger)
        arrivalQueue.yield(.recording(session, flow, events: events))
        return flow.recording
    }

    /// The recording of a sound that is under way, or the last one since the bridge has started.
    public func recording(of sound: String) -> SoundRecording? {
        register.recording(of: sound)
    }

    /// Hangs up and keeps nothing; one that is over, or just being kept, goes its way.
    public func cancel(recordingOf sound: String) -> SoundRecording? {
        register.post(.cancelled, toRecordingOf: sound)
        return register.recording(of: sound)
    }

    /// Serves until it is told to stop; then phones are hung up and nothing more is kept.
    public func run() async throws {
        await withGracefulShutdownHandler {
            await withDiscardingTaskGroup { group in
                for await arrival in arrivals {
                    switch arrival {
                    case .recording(let session, let flow, let events):
                        group.addTask { await self.run(session, flow, events) }
                    case .clearing:
                        group.addTask { await self.clear() }
                    }
                }
            }
        } onGracefulShutdown: {
            self.register.closeAll()
            self.arrivalQueue.finish()
        }
    }

    private func run(
        _ session: SoundRecordingSession, _ flow: SoundRecordingFlow,
        _ events: AsyncStream<SoundRecordingFlow.Event>
    ) async {
        let recording = await session.run(flow, events: events) { register.update(flow.id, $0) }
        register.close(flow.id)
        let reason = recording.reason.map { ", \($0.word)" } ?? ""
        session.logger.notice("the recording by phone is over", metadata: ["end": "\(recording.state)\(reason)"])
    }

    /// Removes what an earlier process, or a lost connection, has left on the PBX.
    private func clear() async {
        guard let recorder = ports.recorder else { return }
        do throws(PBXError) {
            for take in try await recorder.takes() where take.recording.map(register.isOpen) == false {
                logger.notice("removing a recording that nobody owns", metadata: ["take": "\(take)"])
                try await recorder.remove(take)
            }
        } catch {
            logger.debug("recordings on the PBX cannot be looked through", metadata: ["error": "\(error)"])
        }
    }
}

/// What the PBX tells.
extension SoundRecordingService {
    /// Whether a channel or bridge with this id in its name is that of a recording that is under way.
    func isOpen(_ id: HelpRequestID) -> Bool {
        register.isOpen(id)
    }

    /// Takes an event that is about a recording.
    ///
    /// - Returns: `false` when it is not, or when others have to know of it, too.
    func take(_ event: PBXEvent) -> Bool {
        switch event {
        case .connected:
            arrivalQueue.yield(.clearing)
            return false
        case .disconnected:
            register.postToAll(.disconnected)
            return false
        case .answered(let channel): return post(.answered, to: channel.request)
        case .ended(let channel, let reason): return post(.ended(reason), to: channel.request)
        case .pressed(let channel, let key): return post(.pressed(key), to: channel.request)
        case .replaced(let channel, let successor): return post(.replaced(by: successor), to: channel.request)
        case .playbackFinished(let playback, let succeeded):
            let isOurs = post(.playbackFinished(playback), to: playback.request)
            if isOurs, !succeeded {
                // Also whenever somebody hangs up while he hears one.
                logger.notice("a prompt was not played to its end", metadata: ["playback": "\(playback)"])
            }
            return isOurs
        case .takeFinished(let take, let succeeded):
            return post(.takeFinished(take, succeeded: succeeded), to: take.recording)
        case .ringing(let channel): return channel.request.map(register.isOpen) ?? false
        case .joined, .arrived: return false
        }
    }

    private func post(_ event: SoundRecordingFlow.Event, to id: HelpRequestID?) -> Bool {
        id.map { register.post(event, to: $0) } ?? false
    }
}

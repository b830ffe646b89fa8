import Foundation
import Logging

/// Tells somebody who has dialled a code why they get nobody, and hangs up.
struct CallRejection: Sendable {
    let desk: HelpDeskContext

    /// How long the PBX may take for each step, beyond the prompt's own length.
    private static let patience: Duration = .seconds(3)

    /// - Parameters:
    ///   - channel: the call.
    ///   - kind: what they hear.
    ///   - route: whose voice and texts serve.
    func run(_ channel: ChannelID, saying kind: PromptKind, route: Route?) async {
        // It has a name as a request has, under which the PBX's events find it.
        let id = HelpRequestID()
        let receiver = BufferedEvents()
        guard desk.router.open(id, receiver, adopting: [channel]) else { return }
        defer { desk.router.close(id) }
        let conductor = PBXConductor(pbx: desk.ports.pbx, policy: desk.policy, logger: desk.logger)
        if case .answered? = await conductor.carryOut(.answer(channel)),
            let audio = await prompt(kind, route), !Task.isCancelled
        {
            let playback = PlaybackID.of(id, position: 1)
            if await conductor.carryOut(.play(audio, playback, on: channel)) == nil {
                await hear(
                    receiver.events, until: playback, on: channel, atMost: .seconds(audio.seconds) + Self.patience)
            }
        }
        _ = await conductor.carryOut(.hangUp(channel))
    }

    private func prompt(_ kind: PromptKind, _ route: Route?) async -> PromptAudio? {
        guard let route, route.prompts[kind]?.isHeard ?? true else { return nil }
        do {
            return try await desk.ports.studio.prepare(
                kind, source: route.prompts[kind], voice: route.voice, values: PromptValues())
        } catch {
            desk.logger.error(
                "prompt could not be made", metadata: ["prompt": "\(kind.rawValue)", "error": "\(error)"])
            return nil
        }
    }

    private func hear(
        _ events: AsyncStream<QueuedEvent>, until playback: PlaybackID, on channel: ChannelID, atMost limit: Duration
    ) async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                for await queued in events {
                    if queued.event == .playbackFinished(playback) { return }
                    if case .ended(channel, _) = queued.event { return }
                }
            }
            // A cancelled wait is over, too.
            group.addTask { try? await Task.sleep(for: limit) }
            await group.next()
            group.cancelAll()
        }
    }
}

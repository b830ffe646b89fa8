import ConcurrencyPrimitives
import Foundation
import Logging

/// The rejection of a dialled call: the caller hears why they are not connected, and is hung up on.
struct CallRejection: Sendable {
    let context: HelpDeskContext
    /// The id of the caller's PBX; `nil` for the default PBX.
    let pbx: String?

    /// The time that the PBX may take for each step, in addition to the prompt's own duration.
    private static let patience: Duration = .seconds(3)

    /// - Parameters:
    ///   - channel: the caller's channel.
    ///   - kind: the prompt that the caller hears.
    ///   - route: the route whose voice and texts are used.
    ///   - values: the known values about the caller.
    func run(_ channel: ChannelID, saying kind: PromptKind, route: Route?, _ values: PromptValues) async {
        let id = CallID()
        let receiver = BufferedEvents(pbx)
        guard context.router.open(id, receiver, adopting: [channel]) else { return }
        defer { context.router.close(id) }
        let control = CallControl(
            ports: context.ports, id: pbx, policy: context.policy, logger: context.logger)
        if case .answered? = await control.answer(channel),
            let audio = await prompt(kind, route, values), !Task.isCancelled
        {
            let playback = PlaybackID.of(id, ordinal: 1)
            if await control.play(audio, as: playback, on: channel) == nil {
                await hear(
                    receiver.events, until: playback, on: channel, atMost: .seconds(audio.seconds) + Self.patience)
            }
        }
        _ = await control.hangUp(channel)
    }

    private func prompt(_ kind: PromptKind, _ route: Route?, _ values: PromptValues) async -> PromptAudio? {
        guard let route, route.prompts[kind]?.isHeard ?? true else { return nil }
        do {
            return try await context.ports.studio.prepare(
                kind, source: route.prompts[kind], voice: route.voice, values: values)
        } catch {
            context.logger.error(
                "prompt could not be made", metadata: ["prompt": "\(kind.rawValue)", "error": "\(error)"])
            return nil
        }
    }

    private func hear(
        _ events: AsyncStream<PBXEvent>, until playback: PlaybackID, on channel: ChannelID, atMost limit: Duration
    ) async {
        _ = await withDeadline(.now + limit) {
            for await event in events {
                switch event {
                case .playbackFinished(playback, let succeeded):
                    if !succeeded { log(playback) }
                    return
                case .ended(channel, _, _): return
                default: continue
                }
            }
        }
    }

    private func log(_ playback: PlaybackID) {
        context.logger.error("PBX could not play a prompt", metadata: ["playback": "\(playback)"])
    }
}

/// A receiver that buffers the PBX's events until they are read.
private final class BufferedEvents: EventReceiver {
    let pbx: String?
    let followsTransfers = false
    let events: AsyncStream<PBXEvent>
    private let queue: AsyncStream<PBXEvent>.Continuation

    init(_ pbx: String?) {
        self.pbx = pbx
        (events, queue) = AsyncStream.makeStream()
    }

    func receive(_ event: PBXEvent) { queue.yield(event) }
    func tick() {}
    func close() { queue.finish() }
}

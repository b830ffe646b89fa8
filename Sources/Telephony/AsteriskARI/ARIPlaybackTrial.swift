import ConcurrencyPrimitives
import Foundation
import HelpDesk
import NIOHTTP1

/// Opens an event stream and plays a prompt into an empty bridge, without an audience.
struct ARIPlaybackTrial: Sendable {
    enum Outcome: Sendable, Equatable {
        case played
        case failed
        case notTried(String)
    }

    /// The time that the prompt may take beyond its own length.
    private static let patience: Duration = .seconds(8)

    let configuration: ARIConfiguration
    let client: ARIClient

    /// - Throws: the reason why there is no event stream.
    func run(_ prompt: PromptAudio?) async throws -> Outcome {
        let webSocket = try await EventStreamConnector(configuration: configuration).connect()
        let stream = EventStream(webSocket: webSocket, pingInterval: configuration.pingInterval)
        let name = "helpbridge-check-\(UUID().uuidString.lowercased())"
        let (ends, told) = AsyncStream.makeStream(of: Outcome.self)
        return try await stream.run {
            await self.play(prompt, name, until: ends)
        } received: { bytes in
            guard let message = ARIMessage(Array(bytes)), message.type == "PlaybackFinished",
                let playback = message.playback, playback.id == name
            else { return }
            told.yield(playback.state == "failed" ? .failed : .played)
        }
    }

    private func play(_ prompt: PromptAudio?, _ name: String, until ends: AsyncStream<Outcome>) async -> Outcome {
        guard let prompt, let media = configuration.prompts.media(for: prompt) else {
            return .notTried("there is no prompt yet that could be played")
        }
        let outcome: Outcome
        do throws(PBXError) {
            try await client.order(.POST, ["bridges", name], query: [("type", "mixing")])
            try await client.order(
                .POST, ["applications", configuration.application, "subscription"],
                query: [("eventSource", "bridge:\(name)")])
            try await client.order(.POST, ["bridges", name, "play", name], query: [("media", media)])
            outcome = await first(of: ends, within: .seconds(prompt.seconds) + Self.patience)
        } catch {
            outcome = .notTried("\(error)")
        }
        // If this fails, Asterisk forgets a bridge without channels when it is started next.
        _ = try? await client.send(.DELETE, ["bridges", name])
        return outcome
    }

    private func first(of ends: AsyncStream<Outcome>, within limit: Duration) async -> Outcome {
        let outcome = await withDeadline(.now + limit) { () -> Outcome in
            for await outcome in ends { return outcome }
            return .notTried("it was interrupted")
        }
        return outcome ?? .notTried("Asterisk has not told the end of it within \(limit)")
    }
}

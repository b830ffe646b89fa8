import ConcurrencyPrimitives
import Foundation
import HelpDesk
import NIOHTTP1

/// Opens an event stream and lets Asterisk play a prompt into an empty bridge, where nobody hears it.
struct ARIPlaybackTrial: Sendable {
    enum Outcome: Sendable, Equatable {
        case played
        case failed
        case notTried(String)
    }

    private struct Finished: Error {}

    /// How long the prompt may take beyond its own length.
    private static let patience: Duration = .seconds(8)

    let configuration: ARIConfiguration
    let client: ARIClient

    /// - Throws: why there is no event stream.
    func run(_ prompt: PromptAudio?) async throws -> Outcome {
        let webSocket = try await EventStreamConnector(configuration: configuration).connect()
        let stream = EventStream(webSocket: webSocket, pingInterval: configuration.pingInterval)
        let name = "helpbridge-check-\(UUID().uuidString.lowercased())"
        // Told from one task to another.
        let verdict = Locked<Outcome?>(nil)
        let (ends, told) = AsyncStream.makeStream(of: Outcome.self)
        do {
            try await stream.follow {
                let outcome = await self.play(prompt, name, until: ends)
                verdict.withLock { $0 = outcome }
                // The only way to leave a stream that lasts.
                throw Finished()
            } received: { bytes in
                guard let message = ARIMessage(Array(bytes)), message.type == "PlaybackFinished",
                    let playback = message.playback, playback.id == name
                else { return }
                told.yield(playback.state == "failed" ? .failed : .played)
            }
        } catch {
            guard let outcome = verdict.withLock({ $0 }) else { throw error }
            return outcome
        }
    }

    private func play(_ prompt: PromptAudio?, _ name: String, until ends: AsyncStream<Outcome>) async -> Outcome {
        guard let prompt, let media = configuration.prompts.media(for: prompt) else {
            return .notTried("there is no prompt yet that could be played")
        }
        let outcome: Outcome
        do throws(PBXError) {
            try await order(.POST, ["bridges", name], [("type", "mixing")])
            try await order(
                .POST, ["applications", configuration.application, "subscription"], [("eventSource", "bridge:\(name)")])
            try await order(.POST, ["bridges", name, "play", name], [("media", media)])
            outcome = await first(of: ends, within: .seconds(prompt.seconds) + Self.patience)
        } catch {
            outcome = .notTried("\(error)")
        }
        // Whatever comes of it, Asterisk forgets a bridge without channels at its next start at the latest.
        _ = try? await client.send(.DELETE, ["bridges", name])
        return outcome
    }

    private func first(of ends: AsyncStream<Outcome>, within limit: Duration) async -> Outcome {
        await withTaskGroup(of: Outcome.self) { group in
            group.addTask {
                for await outcome in ends { return outcome }
                return .notTried("it was interrupted")
            }
            group.addTask {
                try? await Task.sleep(for: limit)
                return .notTried("Asterisk has not told the end of it within \(limit)")
            }
            let outcome = await group.next() ?? .notTried("it was interrupted")
            group.cancelAll()
            return outcome
        }
    }

    private func order(
        _ method: HTTPMethod, _ path: [String], _ query: [(name: String, value: String?)]
    ) async throws(PBXError) {
        let answer = try await client.send(method, path, query: query)
        guard answer.isSuccess else { throw answer.pbxError }
    }
}

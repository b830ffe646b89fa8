import Foundation
import HelpDesk
import Speech
import Telephony

/// What is said while the bridge is away, as files on the PBX's own disk.
struct FallbackSentences {
    let studio: VoiceStudio
    /// Where the PBX finds them: `pbx.promptDirectory`.
    let directory: String

    /// Where the PBX finds what routes say, whether or not it has been written.
    ///
    /// - Throws: what speaking throws.
    func paths(_ routes: some Sequence<Route>) async throws -> [Route.ID: FallbackDialplan.Sentences] {
        try await sentences(routes) { "\(directory)/\(Self.name($0))" }
    }

    /// Speaks what routes say, and writes it.
    ///
    /// - Parameter folder: where to write; the same folder as ``directory``, or one that is copied there.
    /// - Returns: the paths on the PBX.
    /// - Throws: `HelpBridgeError` when a file cannot be written, and what speaking throws.
    func write(
        _ routes: some Sequence<Route>, to folder: String
    ) async throws -> [Route.ID: FallbackDialplan.Sentences] {
        try await sentences(routes) { prompt in
            try write(prompt, to: folder)
            return "\(directory)/\(Self.name(prompt))"
        }
    }

    private func sentences(
        _ routes: some Sequence<Route>, _ path: (RenderedPrompt) throws -> String
    ) async throws -> [Route.ID: FallbackDialplan.Sentences] {
        var sentences: [Route.ID: FallbackDialplan.Sentences] = [:]
        for route in routes {
            sentences[route.id] = FallbackDialplan.Sentences(
                requestSent: try await prompt(.requestSent, of: route).map(path),
                unavailable: try await prompt(.unavailable, of: route).map(path))
        }
        return sentences
    }

    /// `nil` where nothing is said.
    private func prompt(_ kind: PromptKind, of route: Route) async throws -> RenderedPrompt? {
        let source = route.prompts[kind]
        guard source != .silent else { return nil }
        return try await studio.prompt(kind, source: source, voice: route.voice, values: PromptValues())
    }

    /// Not the name of a prompt in the cache, which is deleted when nobody has heard it for long.
    private static func name(_ prompt: RenderedPrompt) -> String {
        "fallback-\(prompt.digest.prefix(32))"
    }

    private func write(_ prompt: RenderedPrompt, to folder: String) throws {
        let file = URL(fileURLWithPath: folder).appendingPathComponent("\(Self.name(prompt)).wav")
        do {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            try Data(contentsOf: URL(fileURLWithPath: prompt.path)).write(to: file, options: .atomic)
        } catch {
            throw HelpBridgeError.failed(
                "\(file.path) cannot be written (\(error.localizedDescription)): give a folder with --prompts, and copy "
                    + "its files to \(directory) on the PBX")
        }
    }
}

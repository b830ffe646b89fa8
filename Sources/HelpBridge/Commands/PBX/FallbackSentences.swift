import Foundation
import HelpDesk
import Speech
import Telephony

/// The sentences played while the bridge is away, as files on the PBX's own disk.
struct FallbackSentences {
    let studio: VoiceStudio
    /// The directory on the PBX: `pbx.promptDirectory`.
    let directory: String

    /// Returns the paths of the routes' sentences on the PBX, whether or not the files have been written.
    ///
    /// - Throws: errors of speech synthesis.
    func paths(_ routes: some Sequence<Route>) async throws -> [Route.ID: FallbackDialplan.Sentences] {
        try await sentences(routes) { "\(directory)/\(Self.name($0))" }
    }

    /// Renders the routes' sentences and writes the files.
    ///
    /// - Parameter folder: the folder to write to; ``directory`` itself, or a folder that is copied there.
    /// - Returns: the paths on the PBX.
    /// - Throws: `HelpBridgeError` if a file cannot be written, and errors of speech synthesis.
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

    /// Returns `nil` for a silent prompt.
    private func prompt(_ kind: PromptKind, of route: Route) async throws -> RenderedPrompt? {
        let source = route.prompts[kind]
        guard source != .silent else { return nil }
        return try await studio.prompt(kind, source: source, voice: route.voice, values: PromptValues())
    }

    /// Returns a name that differs from those in the cache, where unused prompts are deleted.
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

import Foundation
import HelpDesk
import Speech
import Telephony

/// What is said while the bridge is away, as files on the PBX's own disk.
struct FallbackSentences {
    let studio: VoiceStudio
    /// Where the PBX finds them: `pbx.promptDirectory`.
    let directory: String

    /// Speaks what a route says, and writes it.
    ///
    /// - Parameter folder: where to write; the same folder as ``directory``, or one that is copied there.
    /// - Returns: the paths on the PBX.
    /// - Throws: `HelpBridgeError` when a file cannot be written, and what speaking throws.
    func write(_ route: Route, to folder: String) async throws -> FallbackDialplan.Sentences {
        FallbackDialplan.Sentences(
            requestSent: try await write(.requestSent, of: route, to: folder),
            unavailable: try await write(.unavailable, of: route, to: folder))
    }

    private func write(_ kind: PromptKind, of route: Route, to folder: String) async throws -> String? {
        let source = route.prompts[kind]
        guard source != .silent else { return nil }
        let prompt = try await studio.prompt(kind, source: source, voice: route.voice, values: PromptValues())
        // Not the name of a prompt in the cache, which is deleted when nobody has heard it for long.
        let name = "fallback-\(prompt.digest.prefix(32))"
        let file = URL(fileURLWithPath: folder).appendingPathComponent("\(name).wav")
        do {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            try Data(contentsOf: URL(fileURLWithPath: prompt.path)).write(to: file, options: .atomic)
        } catch {
            throw HelpBridgeError.failed(
                "\(file.path) cannot be written (\(error.localizedDescription)): give a folder with --prompts, and copy "
                    + "its files to \(directory) on the PBX")
        }
        return "\(directory)/\(name)"
    }
}

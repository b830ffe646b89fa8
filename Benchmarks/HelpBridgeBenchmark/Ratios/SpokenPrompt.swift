import Foundation

/// A prompt that a bridge rendered and played.
enum SpokenPrompt {
    /// Returns the digest of the first prompt in a measurement's folder.
    static func digest(in directory: URL) throws -> String {
        let folder = directory.appendingPathComponent("var/prompts").path
        let files = try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".wav") }
        guard let file = files.min() else { throw MeasuredBridge.Failure(description: "no prompt in \(folder)") }
        return String(file.dropLast(".wav".count))
    }
}

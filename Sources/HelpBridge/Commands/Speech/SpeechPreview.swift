import Foundation
import Speech
import WebServer

/// A rendered preview and its measurements.
struct SpeechPreview {
    let bytes: [UInt8]
    /// `none` if no configuration names a cache, else `hit` or `miss`.
    let cache: String
    let audio: AudioSamples
    let loudness: Loudness

    init(bytes: [UInt8], cache: String) throws {
        self.bytes = bytes
        self.cache = cache
        audio = try WAVFile(bytes: bytes).audio
        loudness = try Loudness(of: audio)
    }

    /// - Parameter cache: the cache in which the prompt was rendered; the disk may have failed to store it.
    init(_ prompt: RenderedPrompt, in cache: PromptCache) async throws {
        guard let bytes = await cache.read(digest: prompt.digest) else {
            throw HelpBridgeError.failed("\(prompt.path): cannot be read")
        }
        try self.init(bytes: bytes, cache: prompt.wasCached ? "hit" : "miss")
    }
}

/// Tells what a preview is like.
struct SpeechPreviewSummary {
    let json: Bool

    private struct Report: Encodable {
        var output: String
        var seconds: Double
        var sampleRate: Int
        var loudness: Double
        var truePeak: Double
        var cache: String
    }

    /// - Parameter place: where it went: a file, standard output or the sound card.
    /// - Returns: one line.
    func line(on preview: SpeechPreview, place: String) throws -> String {
        let seconds = preview.audio.duration / .seconds(1)
        guard !json else {
            let report = Report(
                output: place, seconds: seconds, sampleRate: preview.audio.sampleRate,
                loudness: Self.rounded(preview.loudness.integrated), truePeak: Self.rounded(preview.loudness.truePeak),
                cache: preview.cache)
            return try ResponseJSON.text(report)
        }
        let measured = String(
            format: "%.2f s at %d Hz, %.1f LUFS, peak %.1f dBTP", seconds, preview.audio.sampleRate,
            preview.loudness.integrated, preview.loudness.truePeak)
        return "\(place): \(measured), cache: \(preview.cache)"
    }

    private static func rounded(_ value: Double) -> Double {
        (value * 10).rounded() / 10
    }
}

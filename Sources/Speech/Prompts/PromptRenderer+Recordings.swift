import Foundation
import HelpDesk

extension PromptRenderer {
    /// Renders a prompt from a file on disk: WAV, FLAC, OGG, Opus or MP3, of any rate.
    ///
    /// - Parameters:
    ///   - path: the path of the file; its content determines the digest, so a replaced file is heard at once.
    ///   - sampleRate: 8,000 or 16,000 Hz.
    /// - Throws: `SpeechError.unusableRecording` with the file's path if the file cannot be used.
    public func render(recording path: String, sampleRate: Int = 8_000) async throws -> RenderedPrompt {
        try checkRate(sampleRate)
        return try await RecordingQueue.perform(isForCall: true) { [cache, synthesizer] in
            let data = try RecordingFile.contents(atPath: path)
            let digest = PromptDigest(recording: data, sampleRate: sampleRate)
            if let cached = cache.lookup(digest) ?? cache.verify(digest) { return cached }
            do {
                let audio = try synthesizer.recordings.recording(Array(data)).audio
                let bytes = sampleRate == 8_000 ? audio.narrowband : audio.wideband
                return cache.store(try WAVFile(bytes: bytes), as: digest)
            } catch SpeechError.refusedRecording(let fault) {
                throw SpeechError.unusableRecording(name: path, problem: fault.description)
            }
        }
    }

    /// Renders a prompt from an uploaded recording.
    ///
    /// - Parameters:
    ///   - wav: the stored recording, at one of the rates of prompts.
    ///   - name: the name used in errors.
    /// - Throws: `SpeechError.unusableRecording` if the recording is damaged.
    func render(sound wav: [UInt8], name: String) async throws -> RenderedPrompt {
        try await RecordingQueue.perform(isForCall: true) { [cache] in
            let file: WAVFile
            do {
                file = try WAVFile(bytes: wav)
            } catch {
                throw SpeechError.unusableRecording(name: name, problem: "\(error)")
            }
            let digest = PromptDigest(recording: Data(wav), sampleRate: file.audio.sampleRate)
            if let cached = cache.lookup(digest) ?? cache.verify(digest) { return cached }
            // Recordings uploaded to earlier versions have no checksum.
            let isSummed = wav.count > WAVFile.headerLength + 2 * file.audio.samples.count
            guard !isSummed || StoredPrompt.file(from: wav) != nil else {
                throw SpeechError.unusableRecording(
                    name: name, problem: "it is not what was stored; upload it again, or restore a backup")
            }
            guard Self.sampleRates.contains(file.audio.sampleRate),
                file.audio.samples.contains(where: { $0 != 0 })
            else { throw SpeechError.unusableRecording(name: name, problem: "nothing can be heard in it") }
            return cache.store(file, as: digest)
        }
    }
}

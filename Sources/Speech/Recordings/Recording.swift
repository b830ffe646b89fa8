public import HelpDesk

/// A recording that was uploaded, as the PBX will play it.
public struct Recording: Sendable {
    /// Of the file, such as `FLAC, 44100 Hz, 2 channels`.
    public let format: String
    /// How long it plays, in seconds.
    public let seconds: Double
    /// As it was uploaded.
    public let loudness: Loudness
    public let audio: SoundAudio

    /// The largest file that is taken, in bytes.
    public static let maximumBytes = RecordingDecoder.maximumBytes

    /// Quieter than this, in dBTP, is silence.
    private static let quietestPeak = -60.0

    init(_ file: [UInt8]) throws {
        try self.init(RecordingDecoder.decode(file))
    }

    /// - Throws: `SpeechError.refusedRecording(.silent)`, or that there is too little memory.
    init(_ decoded: RecordingDecoder.Decoded) throws {
        var decoded = decoded
        // First of all: the direct current of a cheap microphone and the hum of its mains would count as loudness, and be
        // raised with the voice, which begins above them.
        BiquadFilter.highPass(70, sampleRate: RecordingDecoder.wideband).apply(to: &decoded.samples)
        let loudness = try LoudnessMeter.measure(decoded.samples, sampleRate: RecordingDecoder.wideband)
        guard loudness.truePeak > Self.quietestPeak else { throw SpeechError.refusedRecording(.silent) }
        let resampler = try StreamingResampler(from: RecordingDecoder.wideband, to: 8_000)
        var narrowband: [Float] = []
        try resampler.process(decoded.samples, into: &narrowband)
        try resampler.finish(into: &narrowband)
        format = decoded.format
        seconds = Double(decoded.samples.count) / Double(RecordingDecoder.wideband)
        self.loudness = loudness
        audio = SoundAudio(
            narrowband: try Self.wav(narrowband, sampleRate: 8_000),
            wideband: try Self.wav(decoded.samples, sampleRate: RecordingDecoder.wideband))
    }

    private static func wav(_ samples: [Float], sampleRate: Int) throws -> [UInt8] {
        var samples = samples
        try LoudnessNormalization.apply(to: &samples, sampleRate: sampleRate)
        return StoredPrompt.bytes(of: WAVFile(AudioSamples(quantizing: samples, sampleRate: sampleRate)))
    }
}

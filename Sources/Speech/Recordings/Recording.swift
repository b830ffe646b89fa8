public import HelpDesk

/// An uploaded recording, converted to what the PBX plays.
public struct Recording: Sendable {
    /// The format of the uploaded file, for example `FLAC, 44100 Hz, 2 channels`.
    public let format: String
    /// The duration in seconds.
    public let seconds: Double
    /// The loudness of the uploaded sound.
    public let loudness: Loudness
    public let audio: SoundAudio

    /// The size of the largest file accepted, in bytes.
    public static let maximumBytes = RecordingDecoder.maximumBytes

    /// The peak, in dBTP, below which a recording is considered silent.
    private static let quietestPeak = -60.0

    init(_ file: [UInt8]) throws {
        try self.init(RecordingDecoder.decode(file))
    }

    /// - Throws: `SpeechError.refusedRecording(.silent)`, or an error if there is too little memory.
    init(_ decoded: RecordingDecoder.Decoded) throws {
        var decoded = decoded
        // Filter first: the DC offset of a cheap microphone and mains hum would count towards the loudness and be
        // amplified along with the voice, whose frequencies are higher.
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

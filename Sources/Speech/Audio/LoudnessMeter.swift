import CEbur128
import Foundation

/// The loudness of audio according to EBU R 128 (libebur128).
public struct Loudness: Sendable, Equatable {
    /// The integrated loudness in LUFS; minus infinity for silence.
    public var integrated: Double
    /// The highest peak in dBTP, including peaks between samples.
    public var truePeak: Double

    /// - Parameter audio: audio of any length. Audio shorter than two gating blocks (0.8 s) is measured as if it were
    ///   repeated.
    /// - Throws: `SpeechError.measurementFailed` if there is too little memory.
    public init(of audio: AudioSamples) throws {
        let samples = audio.samples.map { Float($0) / 32_768 }
        self = try LoudnessMeter.measure(samples, sampleRate: audio.sampleRate)
    }

    init(integrated: Double, truePeak: Double) {
        self.integrated = integrated
        self.truePeak = truePeak
    }
}

enum LoudnessMeter {
    /// The minimum time to measure, long enough for two gating blocks.
    private static let shortestSeconds = 0.8

    static func measure(_ samples: [Float], sampleRate: Int) throws -> Loudness {
        try withState(samples, sampleRate: sampleRate, mode: EBUR128_MODE_I.rawValue | EBUR128_MODE_TRUE_PEAK.rawValue)
        {
            state in
            var peak = 0.0
            guard ebur128_true_peak(state, 0, &peak) == EBUR128_SUCCESS.rawValue else {
                throw SpeechError.measurementFailed
            }
            return Loudness(
                integrated: try integrated(state), truePeak: peak > 0 ? 20 * log10(peak) : -.infinity)
        }
    }

    /// Measures only the integrated loudness, which takes a fifth of the time.
    static func integrated(_ samples: [Float], sampleRate: Int) throws -> Double {
        try withState(samples, sampleRate: sampleRate, mode: EBUR128_MODE_I.rawValue, integrated)
    }

    private static func withState<Result>(
        _ samples: [Float], sampleRate: Int, mode: UInt32,
        _ body: (UnsafeMutablePointer<ebur128_state>) throws -> Result
    ) throws -> Result {
        var state = ebur128_init(1, UInt(sampleRate), Int32(mode))
        guard let measuring = state else { throw SpeechError.measurementFailed }
        defer { ebur128_destroy(&state) }
        var measured = 0
        while !samples.isEmpty, measured == 0 || Double(measured) < shortestSeconds * Double(sampleRate) {
            guard ebur128_add_frames_float(measuring, samples, samples.count) == EBUR128_SUCCESS.rawValue else {
                throw SpeechError.measurementFailed
            }
            measured += samples.count
        }
        return try body(measuring)
    }

    private static func integrated(_ state: UnsafeMutablePointer<ebur128_state>) throws -> Double {
        var integrated = 0.0
        guard ebur128_loudness_global(state, &integrated) == EBUR128_SUCCESS.rawValue else {
            throw SpeechError.measurementFailed
        }
        return integrated
    }
}

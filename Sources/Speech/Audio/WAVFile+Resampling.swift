extension WAVFile {
    /// The same sound at another rate.
    ///
    /// - Parameter sampleRate: in Hz.
    /// - Throws: `SpeechError.resamplingFailed`.
    func resampled(to sampleRate: Int) throws -> WAVFile {
        guard sampleRate != audio.sampleRate else { return self }
        let samples = try audio.samples.withUnsafeBufferPointer {
            try Resampler.resample($0, from: audio.sampleRate, to: sampleRate)
        }
        let quantized = samples.map { Int16(max(-32_768, min(32_767, ($0 * 32_768).rounded()))) }
        return WAVFile(AudioSamples(samples: quantized, sampleRate: sampleRate))
    }
}

import CSoxr

/// A resampler of complete audio, using libsoxr.
///
/// A resampler is created for each prompt: creating one takes 0.06 ms, and clearing a used one (`soxr_clear`) takes as
/// long. `SOXR_HQ` (20 bits, flat to 3,650 Hz at 8 kHz) costs 0.65 ms for 6 s of speech, and `SOXR_MQ` would cost 0.62.
enum Resampler {
    /// - Parameters:
    ///   - samples: 16-bit mono samples.
    ///   - inputRate: their rate in Hz.
    ///   - outputRate: the target rate in Hz.
    /// - Returns: samples between -1 and 1, or slightly beyond at steep edges, so that the caller can scale them before
    ///   clipping.
    /// - Throws: `SpeechError.resamplingFailed`.
    static func resample(
        _ samples: UnsafeBufferPointer<Int16>, from inputRate: Int, to outputRate: Int
    ) throws -> [Float] {
        var formats = soxr_io_spec(SOXR_INT16_I, SOXR_FLOAT32_I)
        var quality = soxr_quality_spec(UInt(SOXR_HQ), 0)
        var failure: soxr_error_t?
        let resampler = soxr_create(Double(inputRate), Double(outputRate), 1, &failure, &formats, &quality, nil)
        guard let resampler, failure == nil else { throw error(failure) }
        defer { soxr_delete(resampler) }

        let expected = (samples.count * outputRate + inputRate - 1) / inputRate
        return try [Float](unsafeUninitializedCapacity: expected + 64) { output, count in
            var written = 0
            failure = soxr_process(
                resampler, samples.baseAddress, samples.count, nil, output.baseAddress, output.count, &written)
            count = written
            // No input means the end of the input: flushes what is left in the filter.
            while failure == nil, written > 0 || count == 0, count < output.count {
                failure = soxr_process(
                    resampler, nil, 0, nil, output.baseAddress.map { $0 + count }, output.count - count, &written)
                guard written > 0 else { break }
                count += written
            }
            guard failure == nil else { throw error(failure) }
        }
    }

    private static func error(_ failure: soxr_error_t?) -> SpeechError {
        .resamplingFailed(reason: failure.map { String(cString: $0) } ?? "libsoxr gave no reason")
    }
}

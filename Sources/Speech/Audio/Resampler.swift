import CSoxr

/// libsoxr, from one sample rate to another.
///
/// A resampler is made for each prompt: making one takes 0.06 ms, and clearing a used one for the next (`soxr_clear`)
/// takes the same. `SOXR_HQ` (20 bits, flat to 3,650 Hz at 8 kHz) is used, as it costs 0.65 ms for 6 s of speech where
/// `SOXR_MQ` costs 0.62.
enum Resampler {
    /// - Parameters:
    ///   - samples: 16-bit mono samples.
    ///   - inputRate: their rate in Hz.
    ///   - outputRate: the wanted rate in Hz.
    /// - Returns: samples between -1 and 1 (a little beyond at steep edges, so that the caller can scale them
    ///   before they are clipped).
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
            // No input is the end of input: what is left in the filter comes out.
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

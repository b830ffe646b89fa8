import CSoxr

/// A resampler of sound that arrives in pieces, using libsoxr.
final class StreamingResampler {
    private let resampler: soxr_t
    private let ratio: Double

    /// - Throws: `SpeechError.resamplingFailed`.
    init(from inputRate: Int, to outputRate: Int) throws {
        var formats = soxr_io_spec(SOXR_FLOAT32_I, SOXR_FLOAT32_I)
        var quality = soxr_quality_spec(UInt(SOXR_HQ), 0)
        var failure: soxr_error_t?
        let made = soxr_create(Double(inputRate), Double(outputRate), 1, &failure, &formats, &quality, nil)
        guard let made, failure == nil else { throw Self.error(failure) }
        resampler = made
        ratio = Double(outputRate) / Double(inputRate)
    }

    deinit {
        soxr_delete(resampler)
    }

    func process(_ input: [Float], into output: inout [Float]) throws {
        var rest = input[...]
        while !rest.isEmpty {
            var taken = 0
            try append(to: &output, room: Int(Double(rest.count) * ratio) + 64) { target, count, written in
                rest.withUnsafeBufferPointer {
                    soxr_process(resampler, $0.baseAddress, $0.count, &taken, target, count, &written)
                }
            }
            rest = rest.dropFirst(taken)
        }
    }

    /// Flushes what is left in the filter.
    func finish(into output: inout [Float]) throws {
        while true {
            let before = output.count
            try append(to: &output, room: 4_096) { target, count, written in
                soxr_process(resampler, nil, 0, nil, target, count, &written)
            }
            if output.count == before { return }
        }
    }

    private func append(
        to output: inout [Float], room: Int,
        _ body: (UnsafeMutablePointer<Float>?, Int, inout Int) -> soxr_error_t?
    ) throws {
        var failure: soxr_error_t?
        output += [Float](unsafeUninitializedCapacity: room) { buffer, count in
            failure = body(buffer.baseAddress, buffer.count, &count)
        }
        guard failure == nil else { throw Self.error(failure) }
    }

    private static func error(_ failure: soxr_error_t?) -> SpeechError {
        .resamplingFailed(reason: failure.map { String(cString: $0) } ?? "libsoxr gave no reason")
    }
}

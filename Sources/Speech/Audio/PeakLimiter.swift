/// A peak limiter that does not clip: the gain falls before a peak and rises after it.
enum PeakLimiter {
    /// The time before a peak at which the gain begins to fall, and after it until the gain has risen, in milliseconds.
    private static let lookahead = 5

    /// - Parameters:
    ///   - samples: the samples, of any level; none exceeds `ceiling` afterwards.
    ///   - ceiling: the maximum magnitude.
    ///   - sampleRate: the sample rate in Hz.
    static func limit(_ samples: inout [Float], to ceiling: Float, sampleRate: Int) {
        guard samples.contains(where: { abs($0) > ceiling }) else { return }
        let reach = sampleRate * lookahead / 1_000
        let gains = lowest(samples.map { min(1, ceiling / max(abs($0), ceiling)) }, reach: reach)
        // A mean of gains that are each low enough for this sample is low enough.
        var sum = gains.prefix(reach + 1).reduce(0, +) + Float(reach)
        let width = Float(2 * reach + 1)
        for index in samples.indices {
            samples[index] = max(-ceiling, min(ceiling, samples[index] * min(1, sum / width)))
            sum += (index + reach + 1 < gains.count ? gains[index + reach + 1] : 1)
            sum -= (index >= reach ? gains[index - reach] : 1)
        }
    }

    /// Returns the minimum of each value's neighbours within `reach` on either side.
    private static func lowest(_ values: [Float], reach: Int) -> [Float] {
        var result = values
        // The indices of values that can still be the minimum of a window, in ascending order of value.
        var candidates: [Int] = []
        var head = 0
        for index in 0..<(values.count + reach) {
            if index < values.count {
                while candidates.count > head, values[candidates[candidates.count - 1]] >= values[index] {
                    candidates.removeLast()
                }
                candidates.append(index)
            }
            let center = index - reach
            guard center >= 0 else { continue }
            while candidates[head] < center - reach { head += 1 }
            result[center] = values[candidates[head]]
        }
        return result
    }
}

/// Holds peaks down without clipping: the gain falls before a peak comes and rises after it.
enum PeakLimiter {
    /// How far ahead of a peak the gain begins to fall, and how long after it the gain rises, in milliseconds.
    private static let lookahead = 5

    /// - Parameters:
    ///   - samples: of any level; none is above `ceiling` afterwards.
    ///   - ceiling: the highest magnitude allowed.
    ///   - sampleRate: in Hz.
    static func limit(_ samples: inout [Float], to ceiling: Float, sampleRate: Int) {
        guard samples.contains(where: { abs($0) > ceiling }) else { return }
        let reach = sampleRate * lookahead / 1_000
        let gains = lowest(samples.map { min(1, ceiling / max(abs($0), ceiling)) }, reach: reach)
        // The mean of gains of which each is low enough for this sample is low enough.
        var sum = gains.prefix(reach + 1).reduce(0, +) + Float(reach)
        let width = Float(2 * reach + 1)
        for index in samples.indices {
            samples[index] = max(-ceiling, min(ceiling, samples[index] * min(1, sum / width)))
            sum += (index + reach + 1 < gains.count ? gains[index + reach + 1] : 1)
            sum -= (index >= reach ? gains[index - reach] : 1)
        }
    }

    /// Each value's lowest neighbour within `reach` on either side.
    private static func lowest(_ values: [Float], reach: Int) -> [Float] {
        var result = values
        // Indices of values that can still be the lowest of a window, in ascending order of value.
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

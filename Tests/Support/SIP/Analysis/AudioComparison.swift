import Foundation

/// Finds a known piece of audio in a recording, by normalised cross-correlation.
public enum AudioComparison {
    /// Where a reference fits best, and how well.
    public struct Match: Sendable, Equatable {
        /// 1 for the very same audio at any loudness, about 0 for unrelated audio.
        public let similarity: Double
        /// The same for half a second after the other, on average, wherever each piece fits best, and without the
        /// pauses of either. A PBX on a busy machine sends late, so that there are gaps in what a phone has recorded,
        /// and the whole fits nowhere.
        public let similarityInPieces: Double
        /// The sample of the recording at which the reference begins.
        public let offset: Int

        /// Whether the one is heard in the other, as alike as what a phone has recorded of a PBX whose machine others
        /// take. Pieces of other sentences in the same voice are alike by less than a half.
        public var isSame: Bool { similarityInPieces > 0.6 }

        /// Whether it is another prompt: those of one voice are somewhat alike.
        public var isOther: Bool { similarity < 0.5 }
    }

    /// Looks for the whole of a reference in a recording.
    ///
    /// Ten seconds in thirty take a fraction of a second: a coarse search at a quarter of the rate by Fourier
    /// transform, then an exact one around its best place.
    ///
    /// - Parameters:
    ///   - reference: What should have been heard. It must not be longer than the recording by more than its own
    ///     silence.
    ///   - recording: What was heard, at the same sample rate.
    /// - Returns: The best match; a similarity of 0 when one of them is silent or empty.
    public static func find(_ reference: [Int16], in recording: [Int16]) -> Match {
        let trimmed = withoutSilence(reference)
        let pattern = trimmed.samples.map(Double.init)
        let signal = recording.map(Double.init) + [Double](repeating: 0, count: cutOff)
        let coarseSignal = decimated(signal)
        let whole = place(of: pattern, in: signal, coarseSignal)
        return Match(
            similarity: whole.similarity,
            similarityInPieces: whole.similarity > 0.8
                ? whole.similarity : similarityInPieces(of: withoutPauses(pattern), in: withoutPauses(signal)),
            offset: whole.similarity > 0 ? whole.offset - trimmed.start : 0)
    }

    /// Where a pattern fits best.
    private static func place(
        of pattern: [Double], in signal: [Double], _ coarseSignal: [Double]
    ) -> (similarity: Double, offset: Int) {
        guard pattern.count >= 4 * factor, signal.count >= pattern.count else { return (0, 0) }
        let coarsePattern = decimated(pattern)
        let transform = FourierTransform(atLeast: coarseSignal.count + coarsePattern.count)
        let correlation = transform.correlation(of: coarseSignal, with: coarsePattern)
        let coarse = best(
            correlation, energy: coarsePattern.reduce(0) { $0 + $1 * $1 }, signal: coarseSignal,
            length: coarsePattern.count)

        var place = (similarity: 0.0, offset: 0)
        let last = signal.count - pattern.count
        for offset in max(0, coarse * factor - 2 * factor)...max(0, min(last, coarse * factor + 2 * factor))
        where offset <= last {
            let similarity = similarity(of: pattern, with: signal, at: offset)
            if similarity > place.similarity { place = (similarity, offset) }
        }
        return place
    }

    /// Each piece counts by its energy.
    private static func similarityInPieces(of pattern: [Double], in signal: [Double]) -> Double {
        let coarseSignal = decimated(signal)
        var sum = 0.0
        var energy = 0.0
        for start in stride(from: 0, to: pattern.count, by: pieceLength) {
            let piece = Array(pattern[start..<min(start + pieceLength, pattern.count)])
            let own = piece.reduce(0) { $0 + $1 * $1 }
            sum += own * place(of: piece, in: signal, coarseSignal).similarity
            energy += own
        }
        return energy > 0 ? sum / energy : 0
    }

    private static let factor = 4
    /// Half a second at 8 kHz.
    private static let pieceLength = 4000
    /// A call that is hung up when a prompt has been sent loses its last packets: 200 ms at 8 kHz, as silence.
    private static let cutOff = 1600

    /// Without what is silent for 20 ms or longer: a pause, or a packet that has not come.
    private static func withoutPauses(_ samples: [Double]) -> [Double] {
        var rest: [Double] = []
        var silent = 0
        for sample in samples {
            guard abs(sample) <= silence else {
                rest.append(sample)
                silent = 0
                continue
            }
            silent += 1
            if silent < shortestPause {
                rest.append(sample)
            } else if silent == shortestPause {
                rest.removeLast(shortestPause - 1)
            }
        }
        return rest
    }

    /// The quietest steps of µ-law, and 20 ms at 8 kHz.
    private static let silence = 16.0
    private static let shortestPause = 160

    /// A prompt's silent ends are not sent by every version, and say nothing about likeness.
    private static func withoutSilence(_ samples: [Int16]) -> (samples: ArraySlice<Int16>, start: Int) {
        let loud: (Int16) -> Bool = { abs(Int($0)) > 100 }
        guard let first = samples.firstIndex(where: loud), let last = samples.lastIndex(where: loud) else {
            return ([], 0)
        }
        return (samples[first...last], first)
    }

    /// A quarter of the rate, after a low-pass (two moving averages).
    private static func decimated(_ samples: [Double]) -> [Double] {
        let smoothed = movingAverage(movingAverage(samples))
        return stride(from: 0, to: smoothed.count, by: factor).map { smoothed[$0] }
    }

    private static func movingAverage(_ samples: [Double]) -> [Double] {
        var sum = 0.0
        var result = samples
        for index in samples.indices {
            sum += samples[index]
            if index >= factor { sum -= samples[index - factor] }
            result[index] = sum / Double(factor)
        }
        return result
    }

    /// The lag with the highest correlation for the energy that lies under the pattern there.
    private static func best(_ correlation: [Double], energy: Double, signal: [Double], length: Int) -> Int {
        guard energy > 0, signal.count >= length else { return 0 }
        var under = signal[..<length].reduce(0) { $0 + $1 * $1 }
        // Places that are nearly silent would win by rounding errors.
        let floor = energy * 1e-6
        var best = (lag: 0, value: -Double.infinity)
        for lag in 0...(signal.count - length) {
            if under > floor {
                let value = correlation[lag] / (energy * under).squareRoot()
                if value > best.value { best = (lag, value) }
            }
            if lag + length < signal.count {
                under += signal[lag + length] * signal[lag + length] - signal[lag] * signal[lag]
            }
        }
        return best.lag
    }

    private static func similarity(of pattern: [Double], with signal: [Double], at offset: Int) -> Double {
        var product = 0.0
        var patternEnergy = 0.0
        var signalEnergy = 0.0
        pattern.withUnsafeBufferPointer { pattern in
            signal.withUnsafeBufferPointer { signal in
                for index in 0..<pattern.count {
                    let expected = pattern[index]
                    let heard = signal[offset + index]
                    product += expected * heard
                    patternEnergy += expected * expected
                    signalEnergy += heard * heard
                }
            }
        }
        guard patternEnergy > 0, signalEnergy > 0 else { return 0 }
        return max(0, product / (patternEnergy * signalEnergy).squareRoot())
    }
}

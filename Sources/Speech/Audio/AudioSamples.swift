/// 16-bit mono audio.
public struct AudioSamples: Sendable, Equatable {
    public var samples: [Int16]
    /// The sample rate in Hz.
    public var sampleRate: Int

    public init(samples: [Int16], sampleRate: Int) {
        self.samples = samples
        self.sampleRate = sampleRate
    }

    /// - Parameter samples: the samples, between -1 and 1; values beyond are clipped.
    init(quantizing samples: [Float], sampleRate: Int) {
        self.init(
            samples: samples.map { Int16(max(-32_768, min(32_767, ($0 * 32_768).rounded()))) }, sampleRate: sampleRate)
    }

    /// The playing time.
    public var duration: Duration {
        .sampleCount(samples.count, rate: sampleRate)
    }
}

extension AudioSamples: CustomStringConvertible {
    /// The duration and rate, without the samples.
    public var description: String {
        "\(duration) of audio at \(sampleRate) Hz"
    }
}

extension Duration {
    /// The duration of `count` samples, in whole microseconds.
    static func sampleCount(_ count: Int, rate: Int) -> Duration {
        .microseconds(Int64(count) * 1_000_000 / Int64(rate))
    }
}

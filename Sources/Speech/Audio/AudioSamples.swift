/// Mono audio, 16 bits a sample.
public struct AudioSamples: Sendable, Equatable {
    public var samples: [Int16]
    /// Samples a second.
    public var sampleRate: Int

    public init(samples: [Int16], sampleRate: Int) {
        self.samples = samples
        self.sampleRate = sampleRate
    }

    /// - Parameter samples: between -1 and 1; what is beyond is clipped.
    init(quantizing samples: [Float], sampleRate: Int) {
        self.init(
            samples: samples.map { Int16(max(-32_768, min(32_767, ($0 * 32_768).rounded()))) }, sampleRate: sampleRate)
    }

    /// How long the audio plays.
    public var duration: Duration {
        .sampleCount(samples.count, rate: sampleRate)
    }
}

extension AudioSamples: CustomStringConvertible {
    /// Length and rate: nobody wants to read the samples.
    public var description: String {
        "\(duration) of audio at \(sampleRate) Hz"
    }
}

extension Duration {
    /// The time that `count` samples take, in whole microseconds.
    static func sampleCount(_ count: Int, rate: Int) -> Duration {
        .microseconds(Int64(count) * 1_000_000 / Int64(rate))
    }
}

/// Makes one channel of several: their mean, or one of them where the mean is silence though there is sound, as with two
/// microphones of opposite polarity.
struct ChannelMixer {
    /// How much quieter than the loudest channel the mean may be: 20 dB. One channel of two that is silent takes away 6.
    private static let leastShare = 0.01

    private let channels: Int
    /// The one that is taken; `nil` for the mean.
    private let chosen: Int?
    private var energies: [Double]
    private var energyOfMean = 0.0

    init(channels: Int, choosing chosen: Int? = nil) {
        self.channels = channels
        self.chosen = chosen
        energies = [Double](repeating: 0, count: channels)
    }

    /// What is not a number is silence, and what is far beyond full scale is held.
    mutating func mix(_ interleaved: [Float], frames: Int) -> [Float] {
        (0..<frames).map { frame in
            var sum: Float = 0
            var taken: Float = 0
            for channel in 0..<channels {
                var sample = interleaved[frame * channels + channel]
                sample = sample.isFinite ? max(-4, min(4, sample)) : 0
                energies[channel] += Double(sample * sample)
                sum += sample
                if channel == chosen { taken = sample }
            }
            let mean = sum / Float(channels)
            energyOfMean += Double(mean * mean)
            return chosen == nil ? mean : taken
        }
    }

    /// The channel to take in the mean's place, once all is known.
    var louderChannel: Int? {
        guard chosen == nil, let loudest = energies.indices.max(by: { energies[$0] < energies[$1] }),
            energyOfMean < energies[loudest] * Self.leastShare
        else { return nil }
        return loudest
    }
}

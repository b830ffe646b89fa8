/// A mixer of several channels down to one: their mean, or a single channel if the mean is silent although there is
/// sound, as with two microphones of opposite polarity.
struct ChannelMixer {
    /// The minimum energy of the mean, as a share of the loudest channel's: 20 dB below it. One silent channel of two
    /// costs 6 dB.
    private static let leastShare = 0.01

    private let channels: Int
    /// The channel to use; `nil` for the mean.
    private let chosen: Int?
    private var energies: [Double]
    private var energyOfMean = 0.0

    init(channels: Int, choosing chosen: Int? = nil) {
        self.channels = channels
        self.chosen = chosen
        energies = [Double](repeating: 0, count: channels)
    }

    /// Mixes frames to mono. Samples that are not numbers become silence, and samples far beyond full scale are
    /// clamped.
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

    /// The channel to use instead of the mean, once all frames are mixed; `nil` if the mean is loud enough.
    var louderChannel: Int? {
        guard chosen == nil, let loudest = energies.indices.max(by: { energies[$0] < energies[$1] }),
            energyOfMean < energies[loudest] * Self.leastShare
        else { return nil }
        return loudest
    }
}

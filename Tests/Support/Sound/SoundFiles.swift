import CSndFile
import Foundation

/// Audio files of other formats, written with libsndfile.
public enum SoundFiles {
    public struct Failure: Error {}

    public enum Format: String, CaseIterable, Sendable {
        case wav, wavFloat, wav24, rifx, rf64, wave64, aiff, au, caf, flac, vorbis, opus, mp3

        var flags: Int32 {
            let flags =
                switch self {
                case .wav: SF_FORMAT_WAV | SF_FORMAT_PCM_16
                case .wavFloat: SF_FORMAT_WAV | SF_FORMAT_FLOAT
                case .wav24: SF_FORMAT_WAV | SF_FORMAT_PCM_24
                case .rifx: SF_FORMAT_WAV | SF_FORMAT_PCM_16 | SF_ENDIAN_BIG
                case .rf64: SF_FORMAT_RF64 | SF_FORMAT_PCM_16
                case .wave64: SF_FORMAT_W64 | SF_FORMAT_PCM_16
                case .aiff: SF_FORMAT_AIFF | SF_FORMAT_PCM_16
                case .au: SF_FORMAT_AU | SF_FORMAT_PCM_16
                case .caf: SF_FORMAT_CAF | SF_FORMAT_PCM_16
                case .flac: SF_FORMAT_FLAC | SF_FORMAT_PCM_16
                case .vorbis: SF_FORMAT_OGG | SF_FORMAT_VORBIS
                case .opus: SF_FORMAT_OGG | SF_FORMAT_OPUS
                case .mp3: SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III
                }
            return Int32(flags)
        }
    }

    private static let block = 65_536

    /// - Parameters:
    ///   - sample: between -1 and 1, for a frame's number; the same on all channels.
    public static func make(
        _ format: Format, sampleRate: Int, channels: Int = 1, frames: Int, sample: (Int) -> Float
    ) throws -> [UInt8] {
        try write(format, sampleRate: sampleRate, channels: channels, frames: frames) { first, count in
            var samples = [Float](repeating: 0, count: count * channels)
            for frame in 0..<count {
                let value = sample(first + frame)
                for channel in 0..<channels { samples[frame * channels + channel] = value }
            }
            return samples
        }
    }

    /// A constant level on one channel, made in no time, however long it is.
    public static func level(_ level: Float, _ format: Format, sampleRate: Int, seconds: Int) throws -> [UInt8] {
        let samples = [Float](repeating: level, count: block)
        return try write(format, sampleRate: sampleRate, channels: 1, frames: seconds * sampleRate) { _, _ in samples }
    }

    private static func write(
        _ format: Format, sampleRate: Int, channels: Int, frames: Int, block: (_ first: Int, _ count: Int) -> [Float]
    ) throws -> [UInt8] {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("sound-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        var information = SF_INFO()
        information.samplerate = Int32(sampleRate)
        information.channels = Int32(channels)
        information.format = format.flags
        guard let handle = sf_open(path, Int32(SFM_WRITE), &information) else { throw Failure() }
        var written = 0
        while written < frames {
            let count = min(Self.block, frames - written)
            let samples = block(written, count)
            guard sf_writef_float(handle, samples, sf_count_t(count)) == sf_count_t(count) else { throw Failure() }
            written += count
        }
        sf_close(handle)
        return Array(try Data(contentsOf: URL(fileURLWithPath: path)))
    }

    /// A tone of 440 Hz at a tenth of full scale.
    public static func tone(
        _ format: Format, sampleRate: Int = 48_000, channels: Int = 1, seconds: Double = 2, amplitude: Float = 0.1
    ) throws -> [UInt8] {
        try make(
            format, sampleRate: sampleRate, channels: channels, frames: Int(seconds * Double(sampleRate))
        ) { Float(sin(2 * Double.pi * 440 * Double($0) / Double(sampleRate))) * amplitude }
    }

    /// Samples of 16 bits in another format.
    public static func encode(_ samples: [Int16], sampleRate: Int, as format: Format) throws -> [UInt8] {
        try make(format, sampleRate: sampleRate, frames: samples.count) { Float(samples[$0]) / 32_768 }
    }
}

import CSndFile

/// Decodes a recording of any format that libsndfile supports, piece by piece, to mono at the wideband rate.
///
/// The header's length is not trusted, and the decoded sound is never held in memory at its own rate and channel count:
/// decoding stops once the recording exceeds the maximum duration.
enum RecordingDecoder {
    /// The size of the largest file accepted, in bytes.
    static let maximumBytes = 20 << 20
    static let maximumSeconds = 300
    static let maximumChannels = 32
    static let sampleRates = 1_000...384_000
    static let wideband = 16_000
    /// The number of samples accepted at most: a resampler may add a few to those of the longest recording.
    static let maximumSamples = (maximumSeconds + 1) * wideband

    struct Decoded {
        /// The samples, mono, at `wideband` Hz.
        var samples: [Float]
        /// The format of the file, for example `FLAC, 44100 Hz, 2 channels`.
        var format: String
    }

    private static let framesAtOnce = 4_096

    /// - Throws: `SpeechError.refusedRecording` or `.resamplingFailed`.
    static func decode(_ bytes: [UInt8]) throws -> Decoded {
        guard !bytes.isEmpty else { throw SpeechError.refusedRecording(.empty) }
        guard bytes.count <= maximumBytes else {
            throw SpeechError.refusedRecording(.tooManyBytes(maximum: maximumBytes))
        }
        var bytes = bytes
        let length = RecordingLength(of: bytes)
        if let missing = length.missingBytes {
            throw SpeechError.refusedRecording(.damaged(reason: "it breaks off: \(missing) bytes are missing"))
        }
        length.complete(&bytes)
        if let decoded = try open(bytes) { return decoded }
        if let format = UnreadableFormat(of: bytes) {
            throw SpeechError.refusedRecording(.unreadableFormat(format.rawValue))
        }
        let fault = SpeechError.refusedRecording(.notAudio(reason: reason(nil)))
        // Like players, find the sound of an MP3 file after leading data of another kind.
        guard let start = MPEGFrames.start(in: bytes), let decoded = try open(Array(bytes[start...])) else {
            throw fault
        }
        return decoded
    }

    /// - Returns: `nil` if libsndfile does not know the format.
    private static func open(_ bytes: [UInt8], choosing channel: Int? = nil) throws -> Decoded? {
        let file = MemoryFile(bytes)
        let (decoded, louder) = try withExtendedLifetime(file) { () -> (Decoded?, Int?) in
            var callbacks = MemoryFile.callbacks()
            var information = SF_INFO()
            let user = Unmanaged.passUnretained(file).toOpaque()
            guard let handle = sf_open_virtual(&callbacks, Int32(SFM_READ), &information, user) else {
                return (nil, nil)
            }
            defer { sf_close(handle) }
            let (decoded, louder) = try read(handle, information, choosing: channel)
            return (decoded, louder)
        }
        return try louder.map { try open(bytes, choosing: $0) } ?? decoded
    }

    /// - Returns: the decoded sound, and the channel to use instead if the mean of the channels is silent.
    private static func read(
        _ handle: OpaquePointer, _ information: SF_INFO, choosing channel: Int?
    ) throws -> (Decoded, louder: Int?) {
        let channels = Int(information.channels)
        let sampleRate = Int(information.samplerate)
        guard (1...maximumChannels).contains(channels), sampleRates.contains(sampleRate) else {
            throw SpeechError.refusedRecording(.unsupported(channels: channels, sampleRate: sampleRate))
        }
        let resampler = try StreamingResampler(from: sampleRate, to: wideband)
        var mixer = ChannelMixer(channels: channels, choosing: channel)
        var interleaved = [Float](repeating: 0, count: framesAtOnce * channels)
        var samples: [Float] = []
        var frames = 0
        while true {
            let count = Int(sf_readf_float(handle, &interleaved, sf_count_t(framesAtOnce)))
            guard count > 0 else { break }
            frames += count
            guard frames <= maximumSeconds * sampleRate else {
                throw SpeechError.refusedRecording(.tooLong(maximumSeconds: maximumSeconds))
            }
            try resampler.process(mixer.mix(interleaved, frames: count), into: &samples)
        }
        try resampler.finish(into: &samples)
        let code = sf_error(handle)
        guard code == Int32(SF_ERR_NO_ERROR) else {
            throw SpeechError.refusedRecording(.damaged(reason: reason(handle)))
        }
        // FLAC headers have the exact length; other formats only estimate it.
        if information.format & Int32(SF_FORMAT_TYPEMASK) == Int32(SF_FORMAT_FLAC), frames < information.frames {
            throw SpeechError.refusedRecording(.damaged(reason: "it breaks off after \(frames / sampleRate) s"))
        }
        guard frames > 0 else {
            throw SpeechError.refusedRecording(.damaged(reason: "there is no sound after the header"))
        }
        let plural = channels == 1 ? "channel" : "channels"
        let format = "\(name(of: information.format)), \(sampleRate) Hz, \(channels) \(plural)"
        return (Decoded(samples: samples, format: format), mixer.louderChannel)
    }

    private static func name(of format: Int32) -> String {
        var information = SF_FORMAT_INFO(format: format & Int32(SF_FORMAT_TYPEMASK), name: nil, extension: nil)
        let size = Int32(MemoryLayout<SF_FORMAT_INFO>.size)
        guard sf_command(nil, Int32(SFC_GET_FORMAT_INFO), &information, size) == 0, let name = information.name else {
            return "unknown format"
        }
        // `WAV (Microsoft)`
        return String(String(cString: name).prefix { $0 != "(" }).trimmingTrailingSpaces
    }

    private static func reason(_ handle: OpaquePointer?) -> String {
        var text = String(cString: sf_strerror(handle))
        while text.last == "." || text.last == "\n" { text.removeLast() }
        return text
    }
}

extension String {
    fileprivate var trimmingTrailingSpaces: String {
        var text = self
        while text.last == " " { text.removeLast() }
        return text
    }
}

/// The libespeak-ng settings of a voice: everything that affects the sound.
public struct SpeechSettings: Sendable, Hashable, Codable {
    /// The espeak-ng voice, optionally with a variant: `fa`, `fa+f2`.
    public var espeakVoice: String
    /// The speed in words per minute, 80 to 450.
    public var rate: Int
    /// The base pitch, 0 to 100; 50 is the voice's own.
    public var pitch: Int
    /// The pitch range, 0 (monotone) to 100; 50 is the voice's own.
    public var range: Int
    /// The loudness in percent of the usual -19 LUFS, 10 to 200; 50 is 6 dB quieter.
    public var volume: Int
    /// The additional pause between words in units of 10 ms, 0 to 100.
    public var wordGap: Int

    public static let rateLimits = 80...450
    public static let pitchLimits = 0...100
    public static let rangeLimits = 0...100
    public static let volumeLimits = 10...200
    public static let wordGapLimits = 0...100

    public init(
        espeakVoice: String, rate: Int = 165, pitch: Int = 50, range: Int = 50, volume: Int = 100, wordGap: Int = 0
    ) {
        self.espeakVoice = espeakVoice
        self.rate = rate
        self.pitch = pitch
        self.range = range
        self.volume = volume
        self.wordGap = wordGap
    }
}

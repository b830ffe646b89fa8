import Testing

@testable import Speech

@Suite struct PromptMasteringTests {
    private func master(_ audio: AudioSamples, to rate: Int = 8_000) throws -> AudioSamples {
        try PromptMastering.master(audio, sampleRate: rate, text: "test").audio
    }

    private func padded(_ audio: AudioSamples, leading: Double, trailing: Double) -> AudioSamples {
        let before = [Int16](repeating: 0, count: Int(leading * Double(audio.sampleRate)))
        let after = [Int16](repeating: 0, count: Int(trailing * Double(audio.sampleRate)))
        return AudioSamples(samples: before + audio.samples + after, sampleRate: audio.sampleRate)
    }

    @Test("silence at both ends becomes 50 ms, whether there was more or less", arguments: [0, 0.02, 0.05, 0.8])
    func silence(seconds: Double) throws {
        let speech = padded(tone(seconds: 1, sampleRate: 22_050), leading: seconds, trailing: seconds)
        let prompt = try master(speech)
        #expect(abs(prompt.leadingSilence - 50) < 3)
        #expect(abs(prompt.trailingSilence - 50) < 3)
        #expect(abs(prompt.seconds - 1.1) < 0.01)
    }

    @Test("a peak at full scale comes out below -1 dBFS", arguments: [8_000, 16_000])
    func loud(rate: Int) throws {
        // Clipped to a square wave, whose edges overshoot in any resampler.
        let samples = tone(seconds: 1, sampleRate: 22_050).samples.map { $0 > 0 ? Int16.max : Int16.min }
        let prompt = try master(AudioSamples(samples: samples, sampleRate: 22_050), to: rate)
        #expect(prompt.peak < 0.891)
        #expect(prompt.peak > 0.8)
    }

    @Test("a quiet voice stays quiet")
    func quiet() throws {
        let prompt = try master(tone(seconds: 1, sampleRate: 22_050, amplitude: 0.1))
        #expect(abs(prompt.peak - 0.1) < 0.01)
    }

    @Test("what a telephone can carry is kept, and what would fold back is removed")
    func bandwidth() throws {
        let kept = try master(tone(seconds: 1, frequency: 3_400, sampleRate: 22_050))
        #expect(abs(kept.loudness - tone(seconds: 1).loudness) < 0.05)

        // A tone of 5 kHz alone would come back as 3 kHz; beside it a quiet one, so that there is something to hear.
        let high = tone(seconds: 1, frequency: 5_000, sampleRate: 22_050, amplitude: 0.9).samples
        let low = tone(seconds: 1, frequency: 500, sampleRate: 22_050, amplitude: 0.05).samples
        let mixed = try master(AudioSamples(samples: zip(high, low).map { $0 + $1 }, sampleRate: 22_050))
        // Not at the ends, where the tone is switched on and off at once.
        let middle = AudioSamples(samples: Array(mixed.samples[2_000..<6_000]), sampleRate: 8_000)
        #expect(abs(middle.peak - 0.05) < 0.005)
    }

    @Test("nothing but silence is an error", arguments: [0, 22_050])
    func allSilence(count: Int) {
        #expect(throws: SpeechError.silentAudio(text: "test")) {
            try master(AudioSamples(samples: Array(repeating: 0, count: count), sampleRate: 22_050))
        }
    }
}

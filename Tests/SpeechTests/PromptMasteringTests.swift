import Foundation
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

    @Test(
        "Silence at both ends of a prompt becomes 50 ms, whether there was more or less",
        arguments: [0, 0.02, 0.05, 0.8])
    func silence(seconds: Double) throws {
        let speech = padded(tone(seconds: 1, sampleRate: 22_050), leading: seconds, trailing: seconds)
        let prompt = try master(speech)
        #expect(abs(prompt.leadingSilence - 50) < 6)
        #expect(abs(prompt.trailingSilence - 50) < 6)
        #expect(abs(prompt.seconds - 1.1) < 0.01)
    }

    @Test(
        "Quiet and loud audio come out equally loud, with true peaks below -1 dB",
        arguments: [8_000, 16_000], [0.01, 0.1, 1])
    func loudness(rate: Int, amplitude: Double) throws {
        let prompt = try master(tone(seconds: 1, sampleRate: 22_050, amplitude: amplitude), to: rate)
        let loudness = try Loudness(of: prompt)
        #expect(abs(loudness.integrated + 19) < 0.3)
        #expect(loudness.truePeak < -1)
    }

    @Test(
        "A prompt that is shorter than a block of the loudness meter comes out as loud as the rest",
        arguments: [0.03, 0.2])
    func short(seconds: Double) throws {
        let prompt = try master(tone(seconds: seconds, sampleRate: 22_050, amplitude: 0.02))
        let long = try master(tone(seconds: 1, sampleRate: 22_050))
        #expect(abs(20 * log10(prompt.peak / long.peak)) < 1.5)
    }

    @Test("Steep peaks of a prompt are held down without making the rest quieter", arguments: [8_000, 16_000])
    func peaks(rate: Int) throws {
        // A tone with loud clicks in it: some 20 dB between the loudness and the peak.
        var samples = tone(seconds: 3, sampleRate: 22_050, amplitude: 0.1).samples
        for click in stride(from: 1_000, to: samples.count, by: 8_000) {
            for index in click..<(click + 20) { samples[index] = index.isMultiple(of: 2) ? .max : .min }
        }
        for click in stride(from: 5_000, to: samples.count, by: 8_000) { samples[click] = .max }
        let loudness = try Loudness(of: try master(AudioSamples(samples: samples, sampleRate: 22_050), to: rate))
        #expect(loudness.truePeak < -1)
        #expect(abs(loudness.integrated + 19) < 1)
    }

    @Test("A voice's volume is heard: half of it is 6 dB quieter")
    func volume() throws {
        let speech = tone(seconds: 1, sampleRate: 22_050)
        let half = try PromptMastering.master(speech, sampleRate: 8_000, volume: 50, text: "test").audio
        #expect(abs(try Loudness(of: half).integrated + 25) < 0.3)
    }

    @Test("The sound that a telephone can carry is kept, and what it cannot is removed")
    func bandwidth() throws {
        func sound(_ frequencies: [Double]) -> AudioSamples {
            let tones = frequencies.map { tone(seconds: 2, frequency: $0, sampleRate: 22_050, amplitude: 0.1).samples }
            let samples = (0..<44_100).map { index in tones.reduce(Int16(0)) { $0 + $1[index] } }
            return AudioSamples(samples: samples, sampleRate: 22_050)
        }
        let kept = try master(sound([300, 700, 2_000, 3_400])).spectrum
        #expect(abs(kept.decibels(at: 300) - kept.decibels(at: 700)) < 1.5)
        #expect(abs(kept.decibels(at: 3_400) - kept.decibels(at: 2_000)) < 2.5)
        // What tells consonants apart is raised: 3 dB at 1.5 kHz, 6 dB far above.
        #expect((4...7.5).contains(kept.decibels(at: 3_400) - kept.decibels(at: 300)))
        // 5 kHz would come back as 3 kHz.
        let removed = try master(sound([50, 1_000, 5_000])).spectrum
        #expect(removed.decibels(at: 50) < removed.decibels(at: 1_000) - 20)
        #expect(removed.decibels(at: 3_000) < removed.decibels(at: 1_000) - 60)
    }

    @Test("A prompt of nothing but silence is an error", arguments: [0, 22_050])
    func allSilence(count: Int) {
        #expect(throws: SpeechError.silentAudio(text: "test")) {
            try master(AudioSamples(samples: Array(repeating: 0, count: count), sampleRate: 22_050))
        }
    }
}

import Foundation
import Testing

@testable import TestSupport

@Suite struct AudioComparisonTests {
    private let seed = UInt64.random(in: .min ... .max)

    /// Something like speech: noise below 1 kHz in syllables, with pauses.
    private func speech(_ seconds: Double, _ generator: inout SeededGenerator) -> [Int16] {
        var state = (0.0, 0.0)
        return (0..<Int(seconds * 8000)).map { index in
            state.0 += (Double.random(in: -1...1, using: &generator) - state.0) * 0.4
            state.1 += (state.0 - state.1) * 0.4
            let envelope = max(0, sin(Double(index) / 900) + sin(Double(index) / 2300))
            return Int16(12_000 * state.1 * envelope)
        }
    }

    @Test("A prompt is found in a recording, coded, quieter and in noise")
    func codedAndNoisy() {
        var generator = SeededGenerator(seed: seed)
        let prompt = speech(4, &generator)
        var heard =
            generator.noise(12_345, amplitude: 40) + prompt.map { $0 / 2 } + generator.noise(9000, amplitude: 40)
        heard = MuLaw.decode(MuLaw.encode(heard))
        let match = AudioComparison.find(prompt, in: heard)
        #expect(match.similarity > 0.98, "seed \(seed)")
        #expect(match.offset == 12_345, "seed \(seed)")
    }

    @Test("Another prompt, a tone, noise and silence are not taken for a prompt")
    func otherSounds() {
        var generator = SeededGenerator(seed: seed)
        let prompt = speech(3, &generator)
        let others = [
            speech(8, &generator), tone(976, samples: 40_000), generator.noise(40_000),
            [Int16](repeating: 0, count: 40_000),
        ]
        for other in others {
            #expect(AudioComparison.find(prompt, in: other).similarity < 0.3, "seed \(seed)")
        }
    }

    @Test("A prompt with gaps in it is the same, and another one in the same voice is not")
    func promptWithGaps() {
        var generator = SeededGenerator(seed: seed)
        let prompt = speech(6, &generator)
        // One in the middle of nearly each half second, as when other programs take the machine all the time.
        let often = stride(from: 2_000, to: 46_000, by: 4_800).map { ($0, 800 + $0 % 1_700) }
        let gaps = Dictionary(uniqueKeysWithValues: often + [(30_000, 2_184), (41_000, 5_000)])
        let heard = prompt.enumerated().flatMap { index, sample in
            [Int16](repeating: 0, count: gaps[index] ?? 0) + [sample]
        }
        let match = AudioComparison.find(prompt, in: heard)
        #expect(match.similarity < 0.8 && match.similarityInPieces > 0.95, "seed \(seed): \(match)")
        let other = AudioComparison.find(speech(6, &generator), in: heard)
        #expect(!other.isSame && other.isOther, "seed \(seed): \(other)")
    }

    @Test("A third of a prompt is not taken for the whole of it")
    func partOfPrompt() {
        var generator = SeededGenerator(seed: seed)
        let prompt = speech(4, &generator)
        let third = [Int16](repeating: 0, count: 4000) + prompt.prefix(10_700) + [Int16](repeating: 0, count: 35_000)
        let match = AudioComparison.find(prompt, in: third)
        #expect(match.similarity > 0.3 && !match.isSame, "seed \(seed): \(match)")
    }

    @Test("A prompt of ten seconds is found in a recording of thirty")
    func longRecording() {
        var generator = SeededGenerator(seed: seed)
        let prompt = speech(10, &generator)
        let recording = speech(12, &generator) + prompt + speech(8, &generator)
        let match = AudioComparison.find(prompt, in: recording)
        #expect(match.offset == 96_000, "seed \(seed)")
        #expect(match.similarity > 0.99, "seed \(seed)")
    }

    @Test("A recording shorter than the prompt does not match")
    func shortRecording() {
        var generator = SeededGenerator(seed: seed)
        let prompt = speech(2, &generator)
        #expect(AudioComparison.find(prompt, in: Array(prompt.prefix(8000))).similarity == 0)
        #expect(AudioComparison.find([], in: prompt).similarity == 0)
        #expect(AudioComparison.find(prompt, in: []).similarity == 0)
    }

    @Test("A WAV file's samples are read past chunks of other kinds")
    func unknownChunks() {
        func little(_ value: Int, _ count: Int) -> [UInt8] { (0..<count).map { UInt8(value >> (8 * $0) & 0xFF) } }
        let list = Array("LIST".utf8) + little(3, 4) + [1, 2, 3, 0]
        let format =
            Array("fmt ".utf8) + little(16, 4) + little(1, 2) + little(1, 2) + little(8000, 4) + little(16_000, 4)
            + little(2, 2) + little(16, 2)
        let data = Array("data".utf8) + little(4, 4) + little(0xFFFE, 2) + little(3, 2)
        let file = Array("RIFF".utf8) + little(0, 4) + Array("WAVE".utf8) + list + format + data
        let audio = WaveAudio(parsing: file)
        #expect(audio?.sampleRate == 8000)
        #expect(audio?.channels == 1)
        #expect(audio?.samples == [-2, 3])
        #expect(WaveAudio(parsing: Array(file.prefix(20))) == nil)
        #expect(WaveAudio(parsing: Array("RIFF----WAVE".utf8)) == nil)
    }
}

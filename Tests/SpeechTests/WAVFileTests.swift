import Testing

@testable import Speech

@Suite struct WAVFileTests {
    @Test("A WAV file that is written is read back")
    func roundTrip() throws {
        let audio = tone(seconds: 0.5)
        let file = try WAVFile(bytes: WAVFile(audio).bytes)
        #expect(file.audio == audio)
        #expect(file.duration == .milliseconds(500))
    }

    @Test("The header of a WAV file is the one every player knows")
    func header() {
        let bytes = WAVFile(AudioSamples(samples: [1, -2], sampleRate: 8_000)).bytes
        #expect(
            bytes == Array("RIFF".utf8) + [40, 0, 0, 0] + Array("WAVEfmt ".utf8) + [16, 0, 0, 0, 1, 0, 1, 0]
                + [0x40, 0x1F, 0, 0, 0x80, 0x3E, 0, 0, 2, 0, 16, 0] + Array("data".utf8) + [4, 0, 0, 0]
                + [1, 0, 0xFE, 0xFF])
    }

    @Test("A WAV file cut off anywhere is refused")
    func truncated() {
        let bytes = WAVFile(AudioSamples(samples: [1, 2, 3], sampleRate: 8_000)).bytes
        for length in 0..<bytes.count {
            #expect(throws: SpeechError.self, "cut off after \(length) bytes") {
                try WAVFile(bytes: Array(bytes.prefix(length)))
            }
        }
    }

    @Test("Stereo, 8-bit and compressed WAV files are refused", arguments: [(22, 2), (34, 8), (20, 7)])
    func otherFormats(offset: Int, value: UInt8) {
        var bytes = WAVFile(AudioSamples(samples: [1, 2], sampleRate: 8_000)).bytes
        bytes[offset] = value
        #expect(throws: SpeechError.invalidWAV(problem: "it is not 16-bit mono PCM")) { try WAVFile(bytes: bytes) }
    }

    @Test("Chunks of a WAV file that are not known are passed over")
    func unknownChunk() throws {
        var bytes = WAVFile(AudioSamples(samples: [5, 6], sampleRate: 16_000)).bytes
        bytes.insert(contentsOf: Array("LIST".utf8) + [3, 0, 0, 0, 1, 2, 3, 0], at: 36)
        bytes[4] += 12
        #expect(try WAVFile(bytes: bytes).audio == AudioSamples(samples: [5, 6], sampleRate: 16_000))
    }
}

import Foundation
import HelpDesk
import TestSupport
import Testing

@testable import Speech

@Suite struct RecordingTests {
    private func check(_ recording: Recording, seconds: Double) throws {
        #expect(abs(recording.seconds - seconds) < 0.1)
        for (bytes, rate) in [(recording.audio.narrowband, 8_000), (recording.audio.wideband, 16_000)] {
            let audio = try #require(StoredPrompt.file(from: bytes), "it has its checksum").audio
            let loudness = try Loudness(of: audio)
            #expect(audio.sampleRate == rate)
            #expect(abs(audio.seconds - seconds) < 0.1)
            #expect(abs(loudness.integrated + 19) < 0.5)
            #expect(loudness.truePeak < -1)
            let spectrum = audio.spectrum
            #expect(spectrum.share(420...460) > 0.95, "the tone is still the tone")
        }
    }

    @Test(
        "Every format of a recording is taken, and comes out in both rates at the prompts' loudness",
        arguments: SoundFiles.Format.allCases)
    func formats(format: SoundFiles.Format) async throws {
        let recording = try await Recording.read(try SoundFiles.tone(format))
        try check(recording, seconds: 2)
        #expect(recording.format.contains("48000 Hz, 1 channel"))
        #expect(abs(recording.loudness.integrated + 23) < 2)
    }

    @Test(
        "A recording of any rate and number of channels is taken",
        arguments: [(8_000, 1), (11_025, 2), (16_000, 1), (22_050, 2), (44_100, 2), (96_000, 6), (192_000, 8)])
    func layouts(rate: Int, channels: Int) async throws {
        let file = try SoundFiles.tone(.wav, sampleRate: rate, channels: channels)
        try check(try await Recording.read(file), seconds: 2)
    }

    /// Files that are refused, by the code of the refusal; the names, as some are too large to be printed.
    private enum Bad: String, CaseIterable {
        case nothing, text, half, zeros, document, noSamples, silence, large

        var file: [UInt8] {
            switch self {
            case .nothing: []
            case .text: Array("this is a text, not audio at all".utf8)
            case .half: Array("RIFF".utf8)
            case .zeros: [UInt8](repeating: 0, count: 100_000)
            case .document: Array("%PDF-1.7 and so on, with some more bytes to fill it up".utf8)
            case .noSamples: WAVFile(AudioSamples(samples: [], sampleRate: 8_000)).bytes
            case .silence: WAVFile(AudioSamples(samples: Array(repeating: 0, count: 8_000), sampleRate: 8_000)).bytes
            case .large: [UInt8](repeating: 65, count: (20 << 20) + 1)
            }
        }

        var code: String {
            switch self {
            case .nothing: "empty_recording"
            case .text, .half, .zeros, .document: "not_audio"
            case .noSamples: "damaged_recording"
            case .silence: "silent_recording"
            case .large: "body_too_large"
            }
        }
    }

    @Test("A recording that is no audio is refused, and the refusal says so", arguments: Bad.allCases)
    private func refused(bad: Bad) async throws {
        let file = bad.file
        await #expect {
            try await Recording.read(file)
        } throws: { error in
            guard case .refusedRecording(let fault)? = error as? SpeechError else { return false }
            return fault.code == bad.code && !fault.description.contains("\n") && fault.description.contains(";")
        }
    }

    @Test("A recording of five minutes is taken and a longer one is refused")
    func length() async throws {
        let longest = try SoundFiles.tone(.flac, sampleRate: 8_000, seconds: 300)
        #expect(abs(try await Recording.read(longest).seconds - 300) < 0.1)
        await #expect(throws: SpeechError.refusedRecording(.tooLong(maximumSeconds: 300))) {
            try await Recording.read(try SoundFiles.tone(.flac, sampleRate: 8_000, seconds: 301))
        }
    }

    @Test("A small file that unpacks to hours is refused after the first minutes of it")
    func bomb() async throws {
        let file = try SoundFiles.level(0.5, .flac, sampleRate: 8_000, seconds: 4 * 3_600)
        #expect(file.count < 1 << 20)
        let start = clock()
        await #expect(throws: SpeechError.refusedRecording(.tooLong(maximumSeconds: 300))) {
            try await Recording.read(file)
        }
        let refusing = clock() - start
        let taken = try SoundFiles.level(0.5, .flac, sampleRate: 8_000, seconds: 299)
        _ = try await Recording.read(taken)
        // The whole of it would take fifty times the processor's time that five minutes take.
        #expect(refusing < 10 * (clock() - start - refusing))
    }

    @Test("A recording's header is not believed when it promises more than there is")
    func header() async throws {
        var file = try SoundFiles.tone(.wav, sampleRate: 8_000)
        // The length of the data chunk: 4 GB.
        file.replaceSubrange(40..<44, with: [255, 255, 255, 255])
        #expect(abs(try await Recording.read(file).seconds - 2) < 0.1)
    }

    @Test("An MP3 is found behind zeros, and behind a tag that is longer than it says", arguments: [true, false])
    func beforeTheFirstFrame(isTagged: Bool) async throws {
        var before = [UInt8](repeating: 0, count: 4_096)
        if isTagged { before.replaceSubrange(0..<10, with: Array("ID3".utf8) + [3, 0, 0, 0, 0, 0, 15]) }
        try check(try await Recording.read(before + SoundFiles.tone(.mp3)), seconds: 2)
        // What only begins as a frame does is none.
        await #expect {
            try await Recording.read(before + [0xFF, 0xFB, 0x90, 0x00] + [UInt8](repeating: 1, count: 2_000))
        } throws: { error in
            guard case SpeechError.refusedRecording(let fault) = error else { return false }
            return fault.code == "not_audio"
        }
    }

    @Test("A recording whose length was never written, as its recorder was killed, is read to its end")
    func neverWritten() async throws {
        var file = try SoundFiles.tone(.wav, sampleRate: 8_000)
        for rest in [[UInt8](repeating: 0, count: 4), [36, 0, 0, 0]] {
            file.replaceSubrange(4..<8, with: rest)
            file.replaceSubrange(40..<44, with: [0, 0, 0, 0])
            try check(try await Recording.read(file), seconds: 2)
        }
    }

    @Test("A recording of two channels of opposite polarity, whose mean is silence, is heard", arguments: [2, 3])
    func oppositePolarity(channels: Int) async throws {
        // Samples of 16 bits behind a header of 44 bytes.
        var file = try SoundFiles.tone(.wav, sampleRate: 16_000, channels: channels)
        let other = channels - 1
        for frame in 0..<32_000 {
            let place = 44 + 2 * (frame * channels + other)
            let sample = Int16(truncatingIfNeeded: Int(file[place]) | Int(file[place + 1]) << 8)
            // With three channels the second one is silent.
            let opposite = UInt16(bitPattern: -sample)
            file[place] = UInt8(truncatingIfNeeded: opposite)
            file[place + 1] = UInt8(truncatingIfNeeded: opposite >> 8)
            if channels == 3 { file.replaceSubrange(place - 2..<place, with: [0, 0]) }
        }
        let recording = try await Recording.read(file)
        try check(recording, seconds: 2)
        #expect(recording.format.contains("\(channels) channel"))
    }

    @Test("A microphone's offset is taken out, and raised with nobody's voice")
    func offset() async throws {
        let file = try SoundFiles.make(.wav, sampleRate: 16_000, frames: 32_000) { index in
            0.02 + Float(sin(2 * Double.pi * 440 * Double(index) / 16_000)) * 0.03
        }
        let recording = try await Recording.read(file)
        for bytes in [recording.audio.narrowband, recording.audio.wideband] {
            let audio = try WAVFile(bytes: bytes).audio
            let mean = audio.samples.reduce(0.0) { $0 + Double($1) } / Double(audio.samples.count) / 32_768
            #expect(abs(mean) < 0.002)
            #expect(abs(try Loudness(of: audio).integrated + 19) < 0.5)
            let middle =
                audio.samples[audio.samples.count / 2..<audio.samples.count * 3 / 4].map(\.magnitude).max() ?? 0
            #expect(audio.peak < Double(middle) / 32_768 * 1.2, "no click where it begins or ends")
        }
        let level = try SoundFiles.level(0.5, .wav, sampleRate: 16_000, seconds: 1)
        await #expect(throws: SpeechError.refusedRecording(.silent)) { try await Recording.read(level) }
    }

    @Test(
        "A recording that breaks off before the length in its header is refused",
        arguments: SoundFiles.Format.allCases)
    func breaksOff(format: SoundFiles.Format) async throws {
        let file = try SoundFiles.tone(format)
        for length in [file.count / 4, file.count / 2, file.count - 1_000] {
            await #expect("\(length) of \(file.count) bytes") {
                try await Recording.read(Array(file.prefix(length)))
            } throws: { error in
                guard case SpeechError.refusedRecording(.damaged(let reason)) = error else { return false }
                return !reason.isEmpty
            }
        }
    }

    @Test("An MP3 from which whole frames were cut is taken, though its header counts them")
    func cutBetweenFrames() async throws {
        let file = try SoundFiles.tone(.mp3)
        let half = file.count / 2
        let border = half + (try #require(MPEGFrames.start(in: Array(file[half...]))))
        #expect(MPEGFrames.end(in: Array(file[..<(border + 2)])) != nil)
        #expect(MPEGFrames.end(in: Array(file[..<border])) == nil)
        #expect((0.5...1.5).contains(try await Recording.read(Array(file[..<border])).seconds))
    }

    @Test(
        "A format of phones and browsers is refused by its name and with what to do, never as 'no audio'",
        arguments: [
            ("MPEG-4", "0000001c667479704d344120000000004d344120"),
            ("MPEG-4", "00000018667479706d703432000000006d703432"),
            ("3GP", "0000001866747970336770340000000033677034"), ("WebM", "1a45dfa39f4286810142f7810142f2810442f381"),
            ("AMR", "2321414d520a3c911716"), ("AAC", "fff15080041ffcde0200"),
            ("Windows Media", "3026b2758e66cf11a6d900aa0062ce6c"),
            ("Core Audio", "6361666600010000646573630000000000000020"),
        ])
    func unreadableFormats(name: String, header: String) async throws {
        var rest = header[...]
        var file: [UInt8] = []
        while let byte = UInt8(rest.prefix(2), radix: 16) {
            file.append(byte)
            rest = rest.dropFirst(2)
        }
        file += (0..<4_000).map { UInt8(truncatingIfNeeded: $0 &* 37) }
        await #expect {
            try await Recording.read(file)
        } throws: { error in
            guard case SpeechError.refusedRecording(let fault) = error else { return false }
            return fault.code == "unsupported_format" && fault.description.contains(name)
                && fault.description.contains("save it as WAV or MP3")
        }
    }

    @Test(
        "A recording that is cut off in the middle gives what is there or a clear refusal",
        arguments: SoundFiles.Format.allCases)
    func truncated(format: SoundFiles.Format) async throws {
        let file = try SoundFiles.tone(format)
        do {
            let recording = try await Recording.read(Array(file.prefix(file.count / 2)))
            #expect((0.3...2.1).contains(recording.seconds))
        } catch SpeechError.refusedRecording(let fault) {
            #expect(["damaged_recording", "not_audio"].contains(fault.code))
        }
    }

    @Test("A garbled recording never does worse than being refused", arguments: SoundFiles.Format.allCases)
    func garbled(format: SoundFiles.Format) async throws {
        let original = try SoundFiles.tone(format, seconds: 0.5)
        for seed in 0..<40 {
            var generator = SeededGenerator(seed: UInt64(seed))
            var file = original
            for _ in 0..<8 {
                file[Int.random(in: 0..<file.count, using: &generator)] = UInt8.random(in: 0...255, using: &generator)
            }
            do {
                #expect(try await Recording.read(file).seconds <= 300, "seed \(seed)")
            } catch SpeechError.refusedRecording {
                // Refused, as it may be.
            }
        }
    }

    @Test("Floating-point samples that are no numbers or far too large do no harm")
    func floats() async throws {
        let file = try SoundFiles.make(.wavFloat, sampleRate: 8_000, frames: 16_000) { index in
            index == 100 ? .nan : index == 200 ? .infinity : index == 300 ? 1e30 : Float(sin(Double(index) / 3)) * 0.1
        }
        let audio = try WAVFile(bytes: try await Recording.read(file).audio.narrowband).audio
        #expect(try Loudness(of: audio).truePeak < -1)
        #expect(abs(try Loudness(of: audio).integrated + 19) < 1)
    }
}

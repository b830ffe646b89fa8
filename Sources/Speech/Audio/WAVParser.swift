/// A parser of the chunks of a RIFF WAVE file.
struct WAVParser {
    let bytes: UnsafeRawBufferPointer

    func parse() throws -> WAVFile {
        guard bytes.count >= 12, tag(at: 0) == "RIFF", tag(at: 8) == "WAVE" else {
            throw SpeechError.invalidWAV(problem: "it does not begin with a RIFF WAVE header")
        }
        guard Int(number(at: 4, as: UInt32.self)) + 8 == bytes.count else {
            throw SpeechError.invalidWAV(problem: "its length is not the one its header names; it may be truncated")
        }
        var sampleRate: Int?
        var offset = 12
        while offset + 8 <= bytes.count {
            let length = Int(number(at: offset + 4, as: UInt32.self))
            let content = offset + 8
            guard content + length <= bytes.count else {
                throw SpeechError.invalidWAV(problem: "its chunk '\(tag(at: offset))' is truncated")
            }
            switch tag(at: offset) {
            case "fmt ":
                sampleRate = try parseFormat(at: content, length: length)
            case "data":
                guard let sampleRate else { throw SpeechError.invalidWAV(problem: "its data precede its format") }
                return WAVFile(AudioSamples(samples: samples(at: content, length: length), sampleRate: sampleRate))
            default:
                break
            }
            // Chunks begin at even offsets.
            offset = content + length + length % 2
        }
        throw SpeechError.invalidWAV(problem: "it has no data")
    }

    private func parseFormat(at offset: Int, length: Int) throws -> Int {
        guard length >= 16,
            number(at: offset, as: UInt16.self) == 1,
            number(at: offset + 2, as: UInt16.self) == 1,
            number(at: offset + 14, as: UInt16.self) == 16
        else { throw SpeechError.invalidWAV(problem: "it is not 16-bit mono PCM") }
        let sampleRate = Int(number(at: offset + 4, as: UInt32.self))
        guard sampleRate > 0 else { throw SpeechError.invalidWAV(problem: "its sample rate is 0") }
        return sampleRate
    }

    private func samples(at offset: Int, length: Int) -> [Int16] {
        let count = length / 2
        return [Int16](unsafeUninitializedCapacity: count) { output, initialized in
            for index in 0..<count {
                output.initializeElement(at: index, to: number(at: offset + index * 2, as: Int16.self))
            }
            initialized = count
        }
    }

    private func tag(at offset: Int) -> String {
        String(decoding: bytes[offset..<offset + 4], as: UTF8.self)
    }

    private func number<Number: FixedWidthInteger & BitwiseCopyable>(at offset: Int, as type: Number.Type) -> Number {
        Number(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: type))
    }
}

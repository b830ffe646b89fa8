/// A RIFF WAVE file of 16-bit mono PCM, which every Asterisk can play.
public struct WAVFile: Sendable, Equatable {
    public var audio: AudioSamples

    static let headerLength = 44

    public init(_ audio: AudioSamples) {
        self.audio = audio
    }

    /// The playing time.
    public var duration: Duration {
        audio.duration
    }

    /// The file's bytes.
    public var bytes: [UInt8] {
        let dataLength = audio.samples.count * 2
        return [UInt8](unsafeUninitializedCapacity: Self.headerLength + dataLength) { buffer, count in
            var writer = LittleEndianWriter(buffer: UnsafeMutableRawBufferPointer(buffer))
            writer.write("RIFF")
            writer.write(UInt32(Self.headerLength - 8 + dataLength))
            writer.write("WAVEfmt ")
            writer.write(UInt32(16))
            writer.write(UInt16(1))  // PCM
            writer.write(UInt16(1))  // channels
            writer.write(UInt32(audio.sampleRate))
            writer.write(UInt32(audio.sampleRate * 2))  // bytes a second
            writer.write(UInt16(2))  // bytes a frame
            writer.write(UInt16(16))  // bits a sample
            writer.write("data")
            writer.write(UInt32(dataLength))
            for sample in audio.samples { writer.write(UInt16(bitPattern: sample)) }
            count = writer.offset
        }
    }

    /// Reads a file's bytes.
    ///
    /// - Throws: `SpeechError.invalidWAV` if they are not a complete file of 16-bit mono PCM.
    public init(bytes: [UInt8]) throws {
        self = try bytes.withUnsafeBytes { try WAVParser(bytes: $0).parse() }
    }
}

/// A writer of consecutive numbers into a buffer that is large enough.
private struct LittleEndianWriter {
    let buffer: UnsafeMutableRawBufferPointer
    private(set) var offset = 0

    init(buffer: UnsafeMutableRawBufferPointer) {
        self.buffer = buffer
    }

    mutating func write(_ value: some FixedWidthInteger) {
        buffer.storeBytes(of: value.littleEndian, toByteOffset: offset, as: type(of: value))
        offset += MemoryLayout.size(ofValue: value)
    }

    mutating func write(_ tag: StaticString) {
        buffer[offset..<offset + tag.utf8CodeUnitCount].copyBytes(
            from: UnsafeRawBufferPointer(start: tag.utf8Start, count: tag.utf8CodeUnitCount))
        offset += tag.utf8CodeUnitCount
    }
}

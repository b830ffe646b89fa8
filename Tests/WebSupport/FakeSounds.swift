public import Administration
import ConcurrencyPrimitives
public import HelpDesk
import LocatedYAML

/// Keeps sounds in memory; the route `*5003` plays `used`.
public final class FakeSounds: SoundStore {
    private struct Entry {
        var sound: Sound
        var audio: SoundAudio
    }

    private let entries = Locked<[String: Entry]>([:])

    public init() {}

    public func sounds() async throws -> [Sound] {
        entries.withLock { $0.values.map(\.sound).sorted { $0.id < $1.id } }
    }

    public func sound(_ id: String) async throws -> Sound? {
        entries.withLock { $0[id]?.sound }
    }

    public func wav(sound id: String, sampleRate: Int) async throws -> [UInt8]? {
        entries.withLock { $0[id]?.audio }.map { sampleRate == 8_000 ? $0.narrowband : $0.wideband }
    }

    public func add(_ sound: Sound, audio: SoundAudio) async throws {
        try entries.withLock { entries in
            guard entries[sound.id] == nil else { throw AdministrationError.exists(.sound(sound.id)) }
            entries[sound.id] = Entry(sound: sound, audio: audio)
        }
    }

    public func replace(_ sound: Sound, audio: SoundAudio?, ifRevision revision: Int?) async throws -> Sound {
        try entries.withLock { entries in
            var entry = try Self.entry(sound.id, in: entries, ifRevision: revision)
            let stored = entry.sound
            entry.sound = sound
            entry.sound.createdAt = stored.createdAt
            entry.sound.revision = stored.revision + 1
            entry.audio = audio ?? entry.audio
            entries[sound.id] = entry
            return entry.sound
        }
    }

    public func remove(_ id: String, ifRevision revision: Int?) async throws {
        try entries.withLock { entries in
            _ = try Self.entry(id, in: entries, ifRevision: revision)
            guard id != "used" else { throw AdministrationError.inUse(.sound(id), by: ["*5003"]) }
            entries[id] = nil
        }
    }

    private static func entry(
        _ id: String, in entries: [String: Entry], ifRevision revision: Int?
    ) throws(AdministrationError) -> Entry {
        guard let entry = entries[id] else { throw .unknown(.sound(id)) }
        guard revision ?? entry.sound.revision == entry.sound.revision else { throw .changed(.sound(id)) }
        return entry
    }
}

/// Takes a file for a recording of a second, unless it begins with `bad`; the voice `fa` can say everything but `...`.
public struct FakeSoundProcessor: SoundProcessor {
    public let voices: Set<String> = ["fa"]

    public func read(_ file: [UInt8], isForCall: Bool) async throws -> ReadRecording {
        if file.isEmpty {
            throw AdministrationError.refusedRecording(code: "empty_recording", reason: "the file is empty")
        }
        if file.starts(with: Array("bad".utf8)) {
            throw AdministrationError.refusedRecording(code: "not_audio", reason: "the file is no audio")
        }
        return ReadRecording(
            format: "WAV", seconds: 1, loudness: -20,
            audio: SoundAudio(narrowband: file + Array("8000".utf8), wideband: file + Array("16000".utf8)))
    }

    public func preview(_ text: String, voice: String, sampleRate: Int) async throws -> [UInt8] {
        func fault(_ field: String, _ message: String) -> AdministrationError {
            .invalid([LocatedProblem(path: field, message: message)])
        }
        guard voice == "fa" else { throw fault("voice", "unknown") }
        guard text != "..." else { throw fault("text", "nothing can be heard") }
        return Array("\(text) \(sampleRate)".utf8)
    }
}

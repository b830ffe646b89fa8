import Foundation
import HelpDesk
import WebAPI

/// Keeps sounds in memory. A file that begins with `bad` is refused; the voice `fa` can say everything but `...`.
final class FakeSounds: SoundDesk {
    private struct Entry {
        var sound: Sound
        var file: [UInt8]
    }

    private let entries = Locked<[String: Entry]>([:])
    /// What routes name.
    private let inUse: Set<String> = ["used"]

    func sounds() async throws -> [Sound] {
        entries.withLock { $0.values.map(\.sound).sorted { $0.id < $1.id } }
    }

    func sound(_ id: String) async throws -> Sound? {
        entries.withLock { $0[id]?.sound }
    }

    func wav(sound id: String, sampleRate: Int) async throws -> [UInt8]? {
        entries.withLock { $0[id]?.file }.map { $0 + Array("\(sampleRate)".utf8) }
    }

    func add(_ id: String, name: String, file: [UInt8]) async throws -> Sound {
        try check(file)
        let date = Date(timeIntervalSince1970: 1_700_000_000)
        let sound = Sound(
            id: id, name: name, format: "WAV", seconds: 1, loudness: -20, createdAt: date, updatedAt: date)
        try entries.withLock { entries in
            guard entries[id] == nil else { throw SoundDeskError.exists(id: id) }
            entries[id] = Entry(sound: sound, file: file)
        }
        return sound
    }

    func replace(_ id: String, name: String?, file: [UInt8]?, ifRevision revision: Int?) async throws -> Sound {
        if let file { try check(file) }
        return try entries.withLock { entries in
            guard var entry = entries[id] else { throw SoundDeskError.unknown(id: id) }
            guard revision ?? entry.sound.revision == entry.sound.revision else {
                throw SoundDeskError.changed(id: id)
            }
            entry.sound.name = name ?? entry.sound.name
            entry.file = file ?? entry.file
            entry.sound.revision += 1
            entries[id] = entry
            return entry.sound
        }
    }

    func remove(_ id: String, ifRevision revision: Int?) async throws {
        try entries.withLock { entries in
            guard let entry = entries[id] else { throw SoundDeskError.unknown(id: id) }
            guard revision ?? entry.sound.revision == entry.sound.revision else {
                throw SoundDeskError.changed(id: id)
            }
            guard !inUse.contains(id) else { throw SoundDeskError.inUse(id: id, routes: ["*5003"]) }
            entries[id] = nil
        }
    }

    func preview(_ text: String, voice: String, sampleRate: Int) async throws -> [UInt8] {
        guard voice == "fa" else { throw SoundDeskError.unspeakable(field: "voice", reason: "unknown") }
        guard text != "..." else { throw SoundDeskError.unspeakable(field: "text", reason: "nothing can be heard") }
        return Array("\(text) \(sampleRate)".utf8)
    }

    private func check(_ file: [UInt8]) throws {
        if file.isEmpty { throw SoundDeskError.refused(code: "empty_recording", reason: "the file is empty") }
        if file.starts(with: Array("bad".utf8)) {
            throw SoundDeskError.refused(code: "not_audio", reason: "the file is no audio")
        }
    }
}

import Foundation
import HelpDesk
import Speech
import Storage
import WebAPI

/// The recordings and voices as the web server needs them.
struct SoundDeskAdapter: SoundDesk {
    let store: SoundStore
    let voices: VoiceLibrary
    let synthesizer: SpeechSynthesizer
    let audit: any AuditTrail

    func sounds() async throws -> [Sound] {
        try await store.sounds()
    }

    func sound(_ id: String) async throws -> Sound? {
        try await store.sound(id)
    }

    func wav(sound id: String, sampleRate: Int) async throws -> [UInt8]? {
        try await store.wav(sound: id, sampleRate: sampleRate)
    }

    func add(_ id: String, name: String, file: [UInt8]) async throws -> Sound {
        // Before the work of reading the file.
        guard try await store.sound(id) == nil else { throw SoundDeskError.exists(id: id) }
        let recording = try await Self.read(file)
        let now = Date()
        let sound = Sound(
            id: id, name: name, format: recording.format, seconds: recording.seconds,
            loudness: recording.loudness.integrated, createdAt: now, updatedAt: now)
        try await translated { try await store.add(sound, audio: recording.audio) }
        await audit.note("added", "sound", id)
        return try await store.sound(id) ?? sound
    }

    func replace(_ id: String, name: String?, file: [UInt8]?, ifRevision revision: Int?) async throws -> Sound {
        guard var sound = try await store.sound(id) else { throw SoundDeskError.unknown(id: id) }
        guard revision ?? sound.revision == sound.revision else { throw SoundDeskError.changed(id: id) }
        let recording = try await file.asyncMap(Self.read)
        if let name { sound.name = name }
        if let recording {
            sound.format = recording.format
            sound.seconds = recording.seconds
            sound.loudness = recording.loudness.integrated
        }
        sound.updatedAt = Date()
        do {
            // What was read above is what is changed, whatever anybody else has done meanwhile.
            let replaced = try await translated { [sound] in
                try await store.replace(sound, audio: recording?.audio, ifRevision: sound.revision)
            }
            await audit.note("changed", "sound", id)
            return replaced
        } catch SoundDeskError.changed where revision == nil {
            return try await replace(id, name: name, file: file, ifRevision: nil)
        }
    }

    func remove(_ id: String, ifRevision revision: Int?) async throws {
        try await translated { try await store.remove(id, ifRevision: revision) }
        await audit.note("removed", "sound", id)
    }

    func preview(_ text: String, voice: String, sampleRate: Int) async throws -> [UInt8] {
        do {
            return try await PromptRenderer.preview(
                text: text, voice: voices.current.voice(named: voice), sampleRate: sampleRate,
                synthesizer: synthesizer
            ).bytes
        } catch let error as SpeechError {
            if case .unknownVoice = error { throw SoundDeskError.unspeakable(field: "voice", reason: "\(error)") }
            if case .engineUnavailable = error { throw error }
            throw SoundDeskError.unspeakable(field: "text", reason: "\(error)")
        }
    }

    private static func read(_ file: [UInt8]) async throws -> Recording {
        do {
            return try await Recording.read(file)
        } catch RecordingFault.tooManyBytes(let maximum) {
            throw SoundDeskError.tooLarge(maximumBytes: maximum)
        } catch let fault as RecordingFault {
            throw SoundDeskError.refused(code: fault.code, reason: fault.description)
        }
    }

    private func translated<Value: Sendable>(_ body: () async throws -> Value) async throws -> Value {
        do {
            return try await body()
        } catch StorageError.duplicateSound(let id) {
            throw SoundDeskError.exists(id: id)
        } catch StorageError.unknownSound(let id) {
            throw SoundDeskError.unknown(id: id)
        } catch StorageError.soundChanged(let id) {
            throw SoundDeskError.changed(id: id)
        } catch StorageError.soundInUse(let id, let routes) {
            throw SoundDeskError.inUse(id: id, routes: routes)
        }
    }
}

extension Optional {
    fileprivate func asyncMap<Result>(_ transform: (Wrapped) async throws -> Result) async rethrows -> Result? {
        guard let self else { return nil }
        return try await transform(self)
    }
}

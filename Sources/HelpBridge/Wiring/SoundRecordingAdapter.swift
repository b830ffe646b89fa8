import HelpDesk
import Speech
import WebAPI

/// Recordings by phone as the web server needs them.
struct SoundRecordingAdapter: SoundRecordingDesk {
    let service: SoundRecordingService
    let audit: any AuditTrail

    func record(_ order: SoundRecordingOrder) async throws(HelpDeskError) -> SoundRecording {
        let recording = try service.record(order)
        await audit.note("recorded", "sound", order.sound)
        return recording
    }

    func recording(of sound: String) async -> SoundRecording? {
        service.recording(of: sound)
    }

    func cancelRecording(of sound: String) async -> SoundRecording? {
        let recording = service.cancel(recordingOf: sound)
        if recording != nil { await audit.note("cancelled", "sound", sound) }
        return recording
    }
}

/// Takes recordings by phone as it takes uploads.
struct SoundLibraryAdapter: SoundLibrary {
    let desk: SoundDeskAdapter
    let studio: VoiceStudio
    let callCenter: any CallCenterSource

    func audition(_ file: [UInt8]) async throws -> PromptAudio {
        do {
            return try await studio.audition(file)
        } catch let fault as RecordingFault {
            throw SoundRefusal(code: fault.code, reason: fault.description)
        }
    }

    func keep(_ file: [UInt8], for order: SoundRecordingOrder) async throws {
        do {
            do {
                _ = try await desk.replace(order.sound, name: order.name, file: file, ifRevision: nil)
            } catch SoundDeskError.unknown {
                _ = try await desk.add(order.sound, name: order.name ?? order.sound, file: file)
            }
        } catch SoundDeskError.refused(let code, let reason) {
            throw SoundRefusal(code: code, reason: reason)
        }
    }

    /// The one that was asked for; else that of a route that plays the sound, else that of any route; English where there
    /// is no route yet.
    func voice(for order: SoundRecordingOrder) throws(HelpDeskError) -> String {
        let known = desk.voices.current.names
        if let voice = order.voice {
            guard known.contains(voice) else { throw .unknownVoice(voice) }
            return voice
        }
        let routes = callCenter.current.routes.values.sorted { $0.code < $1.code }
        let players = routes.filter { $0.prompts.values.contains(.recording(order.sound)) }
        return (players + routes).first?.voice ?? "en"
    }
}

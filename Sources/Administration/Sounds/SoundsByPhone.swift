public import HelpDesk

/// The library of recordings by phone, which accepts them like uploads.
public struct SoundsByPhone: SoundLibrary {
    private let sounds: SoundService
    private let callCenter: any CallCenterSource
    private let makePrompt: @Sendable ([UInt8]) async throws -> PromptAudio

    /// - Parameters:
    ///   - callCenter: the source of the routes whose voices are used.
    ///   - makePrompt: converts a file to what callers would hear; throws ``AdministrationError`` if the file is
    ///     refused.
    public init(
        sounds: SoundService, callCenter: any CallCenterSource,
        makePrompt: @escaping @Sendable ([UInt8]) async throws -> PromptAudio
    ) {
        self.sounds = sounds
        self.callCenter = callCenter
        self.makePrompt = makePrompt
    }

    public func audition(_ file: [UInt8]) async throws -> PromptAudio {
        try await refusing { try await makePrompt(file) }
    }

    public func keep(_ file: [UInt8], for order: SoundRecordingOrder) async throws {
        try await refusing {
            do {
                _ = try await sounds.replace(
                    order.sound, name: order.name, file: file, ifRevision: nil, isForCall: true)
            } catch AdministrationError.unknown {
                _ = try await sounds.add(
                    order.sound, name: order.name ?? order.sound, file: file, isForCall: true)
            }
        }
    }

    /// Returns the requested voice; otherwise that of a route that plays the sound, or that of any route; English if
    /// there is no route yet.
    public func voice(for order: SoundRecordingOrder) throws(HelpDeskError) -> String {
        if let voice = order.voice {
            guard sounds.voices.contains(voice) else { throw .unknownVoice(voice) }
            return voice
        }
        let routes = callCenter.current.routes.values.sorted { $0.code < $1.code }
        let players = routes.filter { $0.prompts.values.contains(.recording(order.sound)) }
        return (players + routes).first?.voice ?? "en"
    }

    private func refusing<Value>(_ work: () async throws -> Value) async throws -> Value {
        do {
            return try await work()
        } catch let error as AdministrationError {
            switch error {
            case .refusedRecording, .recordingTooLarge:
                throw SoundRefusal(code: error.code, reason: error.description)
            default: throw error
            }
        }
    }
}

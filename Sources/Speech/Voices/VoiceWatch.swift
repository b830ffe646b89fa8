public import ServiceLifecycle

/// Reads voice files again when they change, and asks an engine again that has not answered.
public struct VoiceWatch: Service {
    private let voices: VoiceLibrary
    private let interval: Duration

    /// - Parameters:
    ///   - voices: what is kept up to date.
    ///   - interval: how often the files are looked at.
    public init(_ voices: VoiceLibrary, interval: Duration = .milliseconds(500)) {
        self.voices = voices
        self.interval = interval
    }

    /// Watches until the program is stopped.
    public func run() async throws {
        await cancelWhenGracefulShutdown {
            // The sleep throws when the watch is stopped.
            while (try? await Task.sleep(for: interval)) != nil { _ = await voices.reload() }
        }
    }
}

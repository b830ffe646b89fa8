public import ServiceLifecycle

/// A service that reloads voice files when they change, and asks an engine again that did not answer.
public struct VoiceWatch: Service {
    private let voices: VoiceLibrary
    private let interval: Duration

    /// - Parameters:
    ///   - voices: the library to keep up to date.
    ///   - interval: the interval at which the files are checked.
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

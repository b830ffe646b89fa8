import Administration
public import HelpDesk

extension VoiceStudio {
    /// Converts a recording to what callers would hear if it was kept.
    ///
    /// - Parameter file: an audio file, like an upload.
    /// - Throws: `AdministrationError` if the recording is refused; `SpeechError` if it could not be processed or
    ///   stored.
    public func audition(_ file: [UInt8]) async throws -> PromptAudio {
        let audio: SoundAudio
        do {
            audio = try await RecordingQueue.perform(isForCall: true) { [renderer] in
                try renderer.synthesizer.recordings.recording(file).audio
            }
        } catch SpeechError.refusedRecording(let fault) {
            throw AdministrationError(fault)
        }
        let wav = sampleRate == 8_000 ? audio.narrowband : audio.wideband
        let prompt = try await renderer.render(sound: wav, name: "a recording by phone")
        return PromptAudio(digest: prompt.digest, seconds: prompt.duration / .seconds(1))
    }
}

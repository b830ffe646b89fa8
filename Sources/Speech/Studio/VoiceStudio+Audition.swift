import Administration
public import HelpDesk

extension VoiceStudio {
    /// Makes of a recording what callers would hear if it was kept.
    ///
    /// - Parameter file: an audio file, as an upload is.
    /// - Throws: `AdministrationError` when it is not taken; `SpeechError` when it could not be worked on or stored.
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

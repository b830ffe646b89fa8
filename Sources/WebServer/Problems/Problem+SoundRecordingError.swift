import HTTPTypes
public import HelpDesk

extension Problem {
    public static func unknownRecording(_ sound: String) -> Problem {
        Problem(
            .notFound, code: "unknown_recording",
            detail: "the sound \(sound) has not been recorded by phone since the bridge has started")
    }

    public init(_ error: SoundRecordingError) {
        switch error {
        case .unsupported:
            self = Problem(
                .notImplemented, code: "recording_unsupported",
                detail: "the PBX is driven through its manager interface, which cannot record; "
                    + "set pbx.driver to ari, or upload a file")
        case .forbiddenNumber(let number):
            self = .validation(
                [FieldError(field: "extension", message: "\(number) may not be dialled under pbx.numbers")],
                code: "forbidden_number")
        case .unknownVoice(let name):
            self = .validation(
                [FieldError(field: "voice", message: "no voice is named \(name)")], code: "unknown_voice")
        case .soundBusy(let sound):
            self = Problem(
                .conflict, code: "sound_being_recorded",
                detail: "the sound \(sound) is just being recorded by phone; wait for it, or cancel it")
        case .extensionBusy(let number):
            self = Problem(
                .conflict, code: "extension_recording",
                detail: "a sound is just being recorded on the phone \(number); wait for it, or take another phone")
        case .notRunning:
            self = .notRunning
        }
    }
}

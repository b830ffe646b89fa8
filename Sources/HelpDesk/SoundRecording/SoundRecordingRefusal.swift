/// The reason why a bridge refuses a recording that another bridge ordered.
public enum SoundRecordingRefusal: String, Sendable, Equatable, Codable {
    case soundBusy
    case extensionBusy
    case unknownVoice
    case forbiddenNumber
    case recordingUnsupported
    case notRunning

    init(_ error: HelpDeskError) {
        self =
            switch error {
            case .soundBusy: .soundBusy
            case .extensionBusy: .extensionBusy
            case .unknownVoice: .unknownVoice
            case .forbiddenNumber: .forbiddenNumber
            case .recordingUnsupported: .recordingUnsupported
            default: .notRunning
            }
    }

    /// Returns the error for the caller who ordered the recording.
    func error(for order: SoundRecordingOrder) -> HelpDeskError {
        switch self {
        case .soundBusy: .soundBusy(order.sound)
        case .extensionBusy: .extensionBusy(order.extension)
        case .unknownVoice: .unknownVoice(order.voice ?? "")
        case .forbiddenNumber: .forbiddenNumber(order.extension)
        case .recordingUnsupported: .recordingUnsupported
        case .notRunning: .notRunning
        }
    }
}

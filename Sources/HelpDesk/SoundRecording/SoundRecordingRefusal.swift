/// Why a bridge does not begin a recording that another one wants.
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

    /// The same, for the one who wanted it.
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

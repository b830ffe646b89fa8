/// `*1`, `*2` and `*3` on the phone of somebody who coaches: whisper, barge, listen.
struct ModeKeypad: Sendable, Codable, Equatable {
    private var isStarPressed = false

    init() {}

    /// - Returns: the mode that a key pressed after the star selects.
    mutating func press(_ key: Character) -> CallMode? {
        let isSecond = isStarPressed
        isStarPressed = key == "*"
        guard isSecond else { return nil }
        return switch key {
        case "1": .whisper
        case "2": .barge
        case "3": .listen
        default: nil
        }
    }

    init(from decoder: any Decoder) throws {
        isStarPressed = try decoder.singleValueContainer().decode(Bool.self)
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(isStarPressed)
    }
}

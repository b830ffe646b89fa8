import Testing

/// The versions of Asterisk on which the bridge must work.
enum AsteriskVersion: String, CaseIterable, Sendable, CustomTestStringConvertible {
    case sixteen = "16"
    case twentyTwo = "22"

    var testDescription: String { "Asterisk \(rawValue)" }
}

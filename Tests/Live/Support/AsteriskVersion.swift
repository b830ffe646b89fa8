import Foundation
import Testing

/// The versions of Asterisk on which the bridge must work.
enum AsteriskVersion: String, CaseIterable, Sendable, CustomTestStringConvertible {
    case sixteen = "16"
    case twentyTwo = "22"

    /// Those of this run: both, or the one that `HELPBRIDGE_ASTERISK` names.
    static let tried = allCases.filter { version in
        ProcessInfo.processInfo.environment["HELPBRIDGE_ASTERISK"].map { $0 == version.rawValue } ?? true
    }

    var testDescription: String { "Asterisk \(rawValue)" }
}

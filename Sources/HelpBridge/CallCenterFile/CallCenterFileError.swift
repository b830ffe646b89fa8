import Foundation

/// Everything that is wrong with one settings file; nothing of it was used.
struct CallCenterFileError: Error, Sendable, Equatable {
    /// One mistake, where it stands, and what to write in its place.
    struct Problem: Sendable, Equatable, CustomStringConvertible {
        /// The file's name as it is shown.
        var file: String
        /// Counted from 1; `nil` when the whole file is meant.
        var line: Int?
        /// The setting, such as `routes[0].ringing.timeoutSeconds`; empty when the whole file is meant.
        var path: String
        var message: String
        /// A stable word for it, where there is one.
        var code: String?

        var description: String {
            [line.map { "\(file):\($0)" } ?? file, path, message].filter { !$0.isEmpty }.joined(separator: ": ")
        }
    }

    /// In the order of their lines; never empty.
    var problems: [Problem]
}

extension CallCenterFileError: CustomStringConvertible, LocalizedError {
    /// One line a mistake.
    var description: String { problems.map(\.description).joined(separator: "\n") }

    var errorDescription: String? { description }
}

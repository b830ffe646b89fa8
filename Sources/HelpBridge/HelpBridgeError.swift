import ArgumentParser

/// An error of the program: what happened, where, and what to do.
enum HelpBridgeError: Error, Equatable {
    /// Faults in the configuration or in a file that it names, one per line, each with its place and what was expected.
    case invalidConfiguration([String])
    /// A secret that the configuration refers to cannot be read.
    case unreadableSecret(String)
    /// A command failed.
    case failed(String)

    static func configuration(_ fault: String) -> HelpBridgeError { .invalidConfiguration([fault]) }

    /// The program's exit code.
    var exitCode: ExitCode {
        switch self {
        case .invalidConfiguration: ExitStatus.badConfiguration
        case .unreadableSecret, .failed: ExitStatus.failed
        }
    }

    /// The messages, one per line.
    var lines: [String] {
        switch self {
        case .invalidConfiguration(let faults): faults
        case .unreadableSecret(let reason), .failed(let reason): [reason]
        }
    }
}

extension HelpBridgeError: CustomStringConvertible {
    var description: String { lines.joined(separator: "\n") }
}

import ArgumentParser

/// Why the program could not do what it was asked: what happened, where, and what to do.
enum HelpBridgeError: Error, Equatable {
    /// The configuration, or a file that it names: one line a fault, each naming where it is and what was expected.
    case invalidConfiguration([String])
    /// A secret that the configuration refers to cannot be read.
    case unreadableSecret(String)
    /// A command could not do it.
    case failed(String)

    static func configuration(_ fault: String) -> HelpBridgeError { .invalidConfiguration([fault]) }

    /// What the program ends with.
    var exitCode: ExitCode {
        switch self {
        case .invalidConfiguration: ExitStatus.badConfiguration
        case .unreadableSecret, .failed: ExitStatus.failed
        }
    }

    /// A line each.
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

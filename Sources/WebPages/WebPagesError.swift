public import LocatedYAML

/// An error that makes the pages unusable.
public enum WebPagesError: Error, Sendable, Equatable {
    /// A template, a localization or an asset is missing or broken.
    case unusableFile(path: String, line: Int?, reason: String)
}

extension WebPagesError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .unusableFile(let path, let line, let reason):
            "\(line.map { "\(path):\($0)" } ?? path): \(reason)"
        }
    }
}

extension WebPagesError: LocatedFailure {
    public init(_ problem: LocatedProblem) {
        self = .unusableFile(path: problem.file, line: problem.line, reason: problem.keyedMessage)
    }
}

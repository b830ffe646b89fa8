/// Gathers what is wrong with a file while it is read, so that all of it is reported at once.
final class ProblemCollector {
    private let file: String
    private var problems: [CallCenterFileError.Problem] = []

    /// In the order of their lines.
    var all: [CallCenterFileError.Problem] {
        // The sort must be stable: mistakes of one line stay in the order of reading.
        problems.enumerated().sorted { ($0.element.line ?? 0, $0.offset) < ($1.element.line ?? 0, $1.offset) }
            .map(\.element)
    }

    init(file: String) {
        self.file = file
    }

    func report(_ message: String, line: Int?, path: String, code: String? = nil) {
        problems.append(.init(file: file, line: line, path: path, message: message, code: code))
    }
}

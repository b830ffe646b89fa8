/// Gathers what is wrong with settings while they are read, so that all of it is reported at once.
final class FaultCollector {
    private let file: String
    private var faults: [FieldFault] = []

    /// In the order of their lines.
    var all: [FieldFault] {
        // The sort must be stable: mistakes of one line stay in the order of reading.
        faults.enumerated().sorted { ($0.element.line ?? 0, $0.offset) < ($1.element.line ?? 0, $1.offset) }
            .map(\.element)
    }

    init(file: String) {
        self.file = file
    }

    func report(_ message: String, line: Int?, field: String, code: String? = nil) {
        faults.append(FieldFault(file: file, line: line, field: field, message: message, code: code))
    }
}

/// What is wrong with a configuration: one line a fault, each naming where it is and what was expected.
struct ConfigurationError: Error, CustomStringConvertible {
    var faults: [String]

    init(_ faults: [String]) {
        self.faults = faults
    }

    init(_ fault: String) {
        faults = [fault]
    }

    var description: String { faults.joined(separator: "\n") }
}

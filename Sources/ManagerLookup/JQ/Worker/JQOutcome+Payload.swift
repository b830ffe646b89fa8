import JSON

extension JQOutcome {
    private enum Kind: UInt64 {
        case outputs, flawed, failed, tooMuchOutput
    }

    /// - Throws: `ByteReader.Malformed` if the bytes do not come from a worker.
    init(_ payload: [UInt8]) throws(ByteReader.Malformed) {
        var reader = ByteReader(payload)
        switch Kind(rawValue: try reader.word()) {
        case .outputs:
            var outputs: [[UInt8]] = []
            for _ in 0..<(try reader.count()) { outputs.append(try reader.content()) }
            self = .outputs(outputs)
        case .flawed:
            let line = try reader.number()
            self = .flawed(problem: try reader.text(), line: line)
        case .failed:
            self = .failed(problem: try reader.text())
        case .tooMuchOutput:
            self = .stopped(.tooMuchOutput)
        case nil:
            throw ByteReader.Malformed()
        }
    }

    /// The outcome as a worker writes it.
    ///
    /// A worker cannot report its own death.
    var payload: [UInt8] {
        var writer = ByteWriter()
        func put(_ kind: Kind) { writer.put(kind.rawValue) }
        switch self {
        case .outputs(let outputs):
            put(.outputs)
            writer.put(outputs.count)
            for output in outputs { writer.put(output) }
        case .flawed(let problem, let line):
            put(.flawed)
            writer.put(line)
            writer.put(Array(problem.utf8))
        case .failed(let problem):
            put(.failed)
            writer.put(Array(problem.utf8))
        case .stopped:
            put(.tooMuchOutput)
        }
        return writer.bytes
    }
}

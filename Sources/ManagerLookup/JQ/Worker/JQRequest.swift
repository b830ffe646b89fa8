/// A request to a jq worker: known programs to run on one input.
struct JQRequest: Sendable {
    struct Run: Sendable, Equatable {
        let program: UInt64
        /// The maximum number of outputs; further outputs are never computed. 0 only compiles the program.
        let limit: Int
    }

    let runs: [Run]
    /// The input as JSON text.
    let input: [UInt8]

    init(runs: [Run], input: [UInt8]) {
        self.runs = runs
        self.input = input
    }

    init(_ payload: [UInt8]) throws(ByteReader.Malformed) {
        var reader = ByteReader(payload)
        var runs: [Run] = []
        for _ in 0..<(try reader.count()) {
            runs.append(Run(program: try reader.word(), limit: try reader.number()))
        }
        self.runs = runs
        input = try reader.content()
    }

    var payload: [UInt8] {
        var writer = ByteWriter()
        writer.put(runs.count)
        for run in runs {
            writer.put(run.program)
            writer.put(run.limit)
        }
        writer.put(input)
        return writer.bytes
    }
}

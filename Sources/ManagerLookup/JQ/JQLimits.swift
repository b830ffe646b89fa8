/// What one run of a jq program may cost.
public struct JQLimits: Sendable, Equatable {
    /// Time on a processor; a mapping's programs take some microseconds.
    public var milliseconds: Int
    /// Memory beyond what the worker has when it has compiled its programs.
    public var memoryMebibytes: Int
    /// All outputs together.
    public var outputMebibytes: Int
    /// What the program is run over: some answers of the largest size.
    public var inputMebibytes: Int

    public init(
        milliseconds: Int = 200, memoryMebibytes: Int = 256, outputMebibytes: Int = 4, inputMebibytes: Int = 8
    ) {
        self.milliseconds = milliseconds
        self.memoryMebibytes = memoryMebibytes
        self.outputMebibytes = outputMebibytes
        self.inputMebibytes = inputMebibytes
    }

    /// How a worker's command line says it; the last one is the bridge's own.
    var arguments: [String] {
        [
            "--milliseconds", "\(milliseconds)", "--memory-mebibytes", "\(memoryMebibytes)", "--output-mebibytes",
            "\(outputMebibytes)", "--input-mebibytes", "\(inputMebibytes)",
        ]
    }
}

/// The resource limits of a single run of a jq program.
public struct JQLimits: Sendable, Equatable {
    /// The CPU time; a mapping's programs take a few microseconds.
    public var milliseconds: Int
    /// The memory in addition to what the worker uses after compiling its programs.
    public var memoryMebibytes: Int
    /// The size of all outputs together.
    public var outputMebibytes: Int
    /// The size of the input, which allows for several responses of the maximum size.
    public var inputMebibytes: Int

    public init(
        milliseconds: Int = 200, memoryMebibytes: Int = 256, outputMebibytes: Int = 4, inputMebibytes: Int = 8
    ) {
        self.milliseconds = milliseconds
        self.memoryMebibytes = memoryMebibytes
        self.outputMebibytes = outputMebibytes
        self.inputMebibytes = inputMebibytes
    }

    /// The command line arguments of a worker.
    ///
    /// The bridge also enforces the input limit itself.
    var arguments: [String] {
        [
            "--milliseconds", "\(milliseconds)", "--memory-mebibytes", "\(memoryMebibytes)", "--output-mebibytes",
            "\(outputMebibytes)", "--input-mebibytes", "\(inputMebibytes)",
        ]
    }
}

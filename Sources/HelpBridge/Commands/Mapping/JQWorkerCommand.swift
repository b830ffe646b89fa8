import ArgumentParser
import Logging
import ManagerLookup
import Storage

/// `helpbridge jq-worker`: the process, started by a bridge, that runs mappings' programs.
///
/// Not for people.
struct JQWorkerCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "jq-worker", abstract: "Runs jq programs for a running bridge.", shouldDisplay: false)

    @Option var milliseconds: Int
    @Option var memoryMebibytes: Int
    @Option var outputMebibytes: Int
    @Option var inputMebibytes: Int

    /// Creates a pool whose workers run this same program, even if its file has been replaced by a newer one.
    ///
    /// - Parameter logger: logs lost workers; commands report them themselves.
    static func pool(logger: Logger = .quiet) -> JQPool {
        JQPool(worker: ["/proc/self/exe", "jq-worker"], logger: logger)
    }

    func run() {
        JQWorker.run(
            JQLimits(
                milliseconds: milliseconds, memoryMebibytes: memoryMebibytes, outputMebibytes: outputMebibytes,
                inputMebibytes: inputMebibytes))
    }
}

import ArgumentParser
import Logging
import ManagerLookup
import Storage

/// The process that runs mappings' programs for a bridge, started by it: `helpbridge jq-worker`. Not for people.
struct JQWorkerCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "jq-worker", abstract: "Runs jq programs for a running bridge.", shouldDisplay: false)

    @Option var milliseconds: Int
    @Option var memoryMebibytes: Int
    @Option var outputMebibytes: Int
    @Option var inputMebibytes: Int

    /// What runs programs: this program, even when its file has been replaced by a newer one meanwhile.
    ///
    /// - Parameter logger: hears of workers that are gone; commands say it by themselves.
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

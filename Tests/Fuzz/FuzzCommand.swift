import ArgumentParser
import CFuzzer
import Foundation

@testable import HelpBridge

/// `helpbridge-fuzz PARSER [options of libFuzzer] [folder of inputs]`; without a parser it lists them.
@main
enum FuzzCommand {
    /// What reads inputs, by its name.
    private static let parsers: [String: @Sendable ([UInt8]) -> Void] = [
        AMIFrames.name: AMIFrames.read, ARIFrames.name: ARIFrames.read, CallCenterFiles.name: CallCenterFiles.read,
        Credentials.name: Credentials.read, CRMAnswers.name: CRMAnswers.read, FormBodies.name: FormBodies.read,
        JSONBodies.name: JSONBodies.read, SoundFiles.name: SoundFiles.read, StoredFlows.name: StoredFlows.read,
        WAVFiles.name: WAVFiles.read, Webhooks.name: Webhooks.read, XMLTexts.name: XMLTexts.read,
    ]

    /// The one that this process is for.
    private static let chosen = CommandLine.arguments.dropFirst().first.flatMap { parsers[$0] }

    /// By this argument a process is one of those in which mappings' programs run; further ones are the bridge's.
    static let jqWorker = "jq-worker"

    static func main() {
        if CommandLine.arguments.dropFirst().first == jqWorker {
            return JQWorkerCommand.main(Array(CommandLine.arguments.dropFirst(2)))
        }
        guard chosen != nil else {
            print(parsers.keys.sorted().joined(separator: "\n"))
            return
        }
        // libFuzzer reads the arguments after the program's name, and keeps the pointers.
        let arguments = [CommandLine.arguments[0]] + CommandLine.arguments.dropFirst(2)
        var pointers: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
        pointers.withUnsafeMutableBufferPointer { buffer in
            var count = Int32(arguments.count)
            var base = buffer.baseAddress
            exit(
                LLVMFuzzerRunDriver(&count, &base) { bytes, count in
                    FuzzCommand.chosen?([UInt8](UnsafeBufferPointer(start: bytes, count: count)))
                    return 0
                })
        }
    }
}

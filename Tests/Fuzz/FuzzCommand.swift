import ArgumentParser
import CFuzzer
import Foundation

@testable import HelpBridge

/// `helpbridge-fuzz PARSER [options of libFuzzer] [folder of inputs]`; without a parser it lists them.
@main
enum FuzzCommand {
    static let parsers: [any FuzzedParser.Type] = [
        AMIFrames.self, ARIFrames.self, CallCenterFiles.self, Credentials.self, CRMAnswers.self, FormBodies.self,
        JSONBodies.self, SoundFiles.self, StoredFlows.self, WAVFiles.self, Webhooks.self,
        XMLTexts.self,
    ]

    /// The one that this process is for.
    private static let chosen = parsers.first { $0.name == CommandLine.arguments.dropFirst().first }

    /// By this argument a process is one of those in which mappings' programs run; further ones are the bridge's.
    static let jqWorker = "jq-worker"

    static func main() {
        if CommandLine.arguments.dropFirst().first == jqWorker {
            return JQWorkerCommand.main(Array(CommandLine.arguments.dropFirst(2)))
        }
        guard chosen != nil else {
            print(parsers.map(\.name).joined(separator: "\n"))
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
                    FuzzCommand.chosen?.read([UInt8](UnsafeBufferPointer(start: bytes, count: count)))
                    return 0
                })
        }
    }
}

import ArgumentParser
import Foundation
import ManagerLookup

/// `helpbridge mapping`.
struct MappingCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "mapping", abstract: "Checks, tests and tries out CRM mappings.",
        subcommands: [
            MappingCheckCommand.self, MappingTestCommand.self, MappingAskCommand.self, MappingReportCommand.self,
        ])

    /// The mapping files that a command works on.
    struct Files: ParsableArguments {
        @Argument(help: "Mapping files, such as Mappings/generic.yaml.")
        var files: [String]

        /// Reads each file; the result of an invalid file is its fault.
        func load() -> [Result<Mapping, HelpBridgeError>] {
            files.map { file in
                guard let data = FileManager.default.contents(atPath: file) else {
                    return .failure(HelpBridgeError.configuration("\(file): the file cannot be read"))
                }
                guard let text = String(validating: data, as: UTF8.self) else {
                    return .failure(HelpBridgeError.configuration("\(file): the file is not UTF-8"))
                }
                return Result { try Mapping(yaml: text, file: file) }.mapError {
                    HelpBridgeError.configuration("\($0)")
                }
            }
        }
    }
}

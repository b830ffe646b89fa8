import ArgumentParser
import ManagerLookup

/// `helpbridge mapping check`.
struct MappingCheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Says what is wrong with mapping files, without asking a CRM.")

    @OptionGroup var arguments: MappingCommand.Files

    func run() async throws {
        var faults: [String] = []
        let jq = JQWorkerCommand.pool()
        for (file, mapping) in zip(arguments.files, arguments.load()) {
            switch mapping {
            case .success(let mapping):
                let problems = await mapping.problems(by: jq)
                faults += problems.map(\.description)
                if problems.isEmpty { Console.print("\(file): good (\(mapping.title))") }
            case .failure(let error):
                faults += error.lines
            }
        }
        guard faults.isEmpty else { throw HelpBridgeError.invalidConfiguration(faults) }
    }
}

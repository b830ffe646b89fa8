import ArgumentParser

/// `helpbridge pbx`.
struct PBXCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pbx", abstract: "Looks after the side of the PBX.",
        subcommands: [PBXCheckCommand.self, PBXDialplanCommand.self])
}

import ArgumentParser

/// `helpbridge request`: asks for help, and shows the outcome of requests.
struct RequestCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "request", abstract: "Asks for help in an operator's name, and tells what became of a request.",
        subcommands: [RequestAskCommand.self, RequestShowCommand.self], defaultSubcommand: RequestAskCommand.self)
}

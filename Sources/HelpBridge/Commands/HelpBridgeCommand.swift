import Administration
import ArgumentParser
import Foundation
import LocatedYAML
import Storage

/// The program `helpbridge`.
@main
struct HelpBridgeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "helpbridge",
        abstract: "Connects a call-centre operator with the manager who can help them.",
        version: Version.text,
        subcommands: [
            ServeCommand.self, DemoCommand.self, SetupCommand.self, ApplyCommand.self, ExportCommand.self,
            RequestCommand.self,
            ExplainCommand.self, SpeechCommand.self, SoundsCommand.self, SpeechWorkerCommand.self,
            JQWorkerCommand.self, MappingCommand.self, PBXCommand.self, ConfigCommand.self, TokenCommand.self,
            UserCommand.self, DeliveriesCommand.self, DatabaseCommand.self, SecretsCommand.self,
        ])

    static func main() async {
        do {
            var command = try parseAsRoot()
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
        } catch let error as HelpBridgeError {
            end(with: error.lines, code: error.exitCode)
        } catch AdministrationError.invalid(let faults) where faults.contains(where: { !$0.file.isEmpty }) {
            end(with: faults.map(\.description), code: ExitStatus.badConfiguration)
        } catch StorageError.secretKey(let fault) {
            end(with: [fault.description], code: ExitStatus.badConfiguration)
        } catch  where exitCode(for: error) != .failure || error is ExitCode {
            // Help, version, wrong usage: the argument parser knows what to print.
            exit(withError: error)
        } catch {
            end(with: ["\(error)"], code: ExitStatus.failed)
        }
    }

    private static func end(with lines: [String], code: ExitCode) -> Never {
        for line in lines {
            let single = line.split(separator: "\n").joined(separator: " ")
            FileHandle.standardError.write(Data("helpbridge: \(single)\n".utf8))
        }
        exit(withError: code)
    }
}

/// The exit codes that scripts rely on; wrong usage is 64 by the argument parser (sysexits.h).
enum ExitStatus {
    static let failed = ExitCode(1)
    static let badConfiguration = ExitCode(78)
}

enum Version {
    static let text = "0.1.0"
}

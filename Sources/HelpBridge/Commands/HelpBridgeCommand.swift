import Administration
import ArgumentParser
import Foundation
import LocatedYAML
import Storage
import Telephony

/// The `helpbridge` program.
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
        MemoryArena.shareOne()
        do {
            var command = try parseAsRoot()
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
            LoggingSetup.flush()
        } catch let error as HelpBridgeError {
            end(with: error.lines, code: error.exitCode)
        } catch AdministrationError.invalid(let faults) where faults.contains(where: { !$0.file.isEmpty }) {
            end(with: faults.map(\.description), code: ExitStatus.badConfiguration)
        } catch StorageError.secretKey(let fault) {
            end(with: [fault.description], code: ExitStatus.badConfiguration)
        } catch let error as TelephonyError where error.setting != nil {
            end(with: ["\(error)"], code: ExitStatus.badConfiguration)
        } catch  where exitCode(for: error) == .validationFailure {
            end(with: [wrongUsage(error)], code: .validationFailure)
        } catch  where exitCode(for: error) != .failure || error is ExitCode {
            // Help and version: the argument parser prints them.
            LoggingSetup.flush()
            exit(withError: error)
        } catch let error as CocoaError {
            end(with: [fileFault(error)], code: ExitStatus.failed)
        } catch {
            end(with: ["\(error)"], code: ExitStatus.failed)
        }
    }

    /// Returns the fault in the arguments, and the help command to see.
    static func wrongUsage(_ error: any Error) -> String {
        // The parser names the command only in its full text: "See 'helpbridge request --help' for more information."
        let help = fullMessage(for: error).split(separator: "'").last { $0.hasSuffix(" --help") }
        return "\(message(for: error)); see \(help ?? "helpbridge --help")"
    }

    /// Returns a short message; Foundation's own description of an error is a dump of its parts.
    static func fileFault(_ error: CocoaError) -> String {
        let reason = (error.underlying as? POSIXError).map { String(cString: strerror($0.code.rawValue)) }
        let path = error.filePath ?? error.url?.path ?? "a file"
        return "\(path): \(reason ?? error.localizedDescription); check that path and its rights"
    }

    /// Exits the program after printing errors, one per line.
    static func end(with lines: [String], code: ExitCode) -> Never {
        // Flushes the log first. If nobody reads the log, nobody would read these lines either.
        if LoggingSetup.flush() { lines.forEach(Console.complain) }
        exit(withError: code)
    }
}

/// The exit codes that scripts rely on; for wrong usage, the argument parser exits with 64 (sysexits.h).
enum ExitStatus {
    static let failed = ExitCode(1)
    static let badConfiguration = ExitCode(78)
}

enum Version {
    static let text = "0.1.0"
}

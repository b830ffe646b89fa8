import ArgumentParser
import Foundation
import HelpDesk
import Storage

/// `helpbridge secrets`.
struct SecretsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "secrets", abstract: "Manages the key that seals stored secrets.",
        subcommands: [Rotate.self])

    struct Rotate: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Makes a new key and seals every stored secret under it; a bridge may be running.",
            discussion: """
                Backups from before can be restored with the old key only: keep it as long as you keep them.
                """)

        @Option(help: "The new key, where the configuration holds the key itself: 32 bytes, env:NAME or file:PATH.")
        var newKey: String?

        @Flag(help: "The old key is lost: begin with a new one. The secrets have to be entered again.")
        var keyLost = false

        @Flag(help: "Print as JSON.")
        var json = false

        @OptionGroup var options: ConfigurationOptions

        func run() async throws {
            let configuration = try await options.load()
            let key = try newKey.map(key)
            if key != nil, !configuration.secrets.isGiven {
                throw HelpBridgeError.failed(
                    "--new-key is for a secrets.key that is written in the configuration; here it is a file, "
                        + "and the new key is made: leave --new-key out")
            }
            let rotation = try await BridgeDatabase.with(configuration, isKeyLost: keyLost) { database in
                let rotation: SecretRotation
                do {
                    rotation = try await database.shared.rotateSecrets(to: key)
                } catch StorageError.secretKey(.notOurs) {
                    throw HelpBridgeError.failed("\(SecretKeyFault.notOurs)")
                }
                await Origin.with(author: DatabaseCommand.author) {
                    await database.audit.note("changed", "database", "secrets.key")
                }
                return rotation
            }
            try report(rotation)
        }

        private func key(_ text: String) throws -> SecretKey {
            let secret: String
            do {
                secret = try options.secrets.read(SecretReference(text))
            } catch {
                throw HelpBridgeError.failed("--new-key: \(error)")
            }
            guard let key = SecretKey(secret) else {
                throw HelpBridgeError.failed(
                    "--new-key: expected 32 bytes in Base64 or hexadecimal, such as openssl rand -base64 32 makes")
            }
            return key
        }

        private func report(_ rotation: SecretRotation) throws {
            if json {
                try Console.print(json: rotation)
            } else {
                Console.print("\(rotation.count) stored texts were sealed anew.")
                if let file = rotation.file {
                    Console.print("The key is in \(file); keep a copy of it apart from the database's backups.")
                } else {
                    Console.print("Now put the new key into secrets.key, and restart the bridge.")
                }
                if keyLost { rotation.unreadable.forEach { Console.print("To be entered again: \($0)") } }
            }
            // With `--key-lost`, the user already knows that secrets sealed under the lost key are lost.
            var problems = keyLost ? [] : rotation.unreadable
            if let leftover = rotation.leftover {
                problems.append(
                    rotation.file == nil
                        ? "the old key is still needed: put both into secrets.key, the new one first, "
                            + "and run helpbridge secrets rotate again: \(leftover)"
                        : "the old key is still in the file beside the new one; run it again: \(leftover)")
            }
            guard problems.isEmpty else { throw HelpBridgeError.failed(problems.joined(separator: "; ")) }
        }
    }
}

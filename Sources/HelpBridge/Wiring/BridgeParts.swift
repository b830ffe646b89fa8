import Administration
import Files
import Foundation
import HelpDesk
import LocatedYAML
import ManagerLookup
import Speech
import WebServer

/// The parts that the bridge and the commands read from files; a fault in any of them is a configuration error.
struct BridgeParts: Sendable {
    let policy: DialPolicy
    let mappings: MappingCatalogue
    let voices: VoiceCatalogue
    /// The synthesizer for all speech.
    let synthesizer: SpeechSynthesizer
    /// The references to secrets, and the paths, that may be set through the API and the pages.
    let allowance: SecretAllowance
    /// The verifier for tokens of a CRM that shows the panel; `nil` if none does.
    let embed: EmbedVerifier?

    /// - Throws: `HelpBridgeError` naming the file, and the line if there is one.
    init(
        _ configuration: BridgeConfiguration, synthesizer: SpeechSynthesizer = .shared,
        jq: JQPool = JQWorkerCommand.pool()
    ) async throws {
        self.synthesizer = synthesizer
        allowance = configuration.secrets.allow
        do {
            policy = try configuration.dialPolicy()
            // Started first, because it waits for a worker.
            async let voices = VoiceCatalogue(directory: configuration.voices, synthesizer: synthesizer)
            mappings = try MappingCatalogue(directory: configuration.crm.mappings, jq: jq)
            self.voices = try await voices
        } catch {
            throw HelpBridgeError.configuration("\(error)")
        }
        do {
            if let trusted = try EmbedConfiguration(configuration.http.embed) {
                embed = try await EmbedVerifier(trusted, defaultPBX: policy.defaultPBX)
            } else {
                embed = nil
            }
        } catch {
            throw HelpBridgeError.configuration("http.embed: \(error)")
        }
    }

    /// Returns the items that a call-centre file on this machine may refer to.
    ///
    /// - Parameters:
    ///   - existing: the settings that stay in addition to the file's.
    ///   - stored: the settings that hold the secrets behind masks.
    ///   - sounds: the ids of uploaded sounds; `nil` to skip the check.
    func context(
        existing: CallCenter, stored: CallCenter, sounds: Set<String>? = nil
    ) -> SettingsContext {
        SettingsContext(
            existing: existing, stored: stored, loginOrigin: { [mappings] in mappings.loginOrigin(of: $0) },
            problemOfPrompt: Self.problem, mapping: { [mappings] in mappings.summary(ofMapping: $0) },
            problemOfSecret: { $1.problem(with: $0) }, policy: policy, mappings: Set(mappings.names),
            voices: Set(voices.names), sounds: sounds)
    }

    /// Returns the reason why a prompt's text can never be spoken.
    private static func problem(ofPrompt words: String) -> String? {
        do {
            _ = try PromptText(words)
            return nil
        } catch {
            return "\(error)"
        }
    }

    /// Creates the settings service for the API and the pages, which may refer only to allowed secrets and files.
    ///
    /// - Parameter secrets: reads the secrets of webhooks and subscriptions, so that a missing one is rejected when it
    ///   is saved.
    func settings(store: any SettingsStore, secrets: SecretReader) -> SettingsService {
        SettingsService(store: store) { stored in
            var context = self.context(existing: stored, stored: stored)
            context.refusalOfSecret = { [allowance] in
                allowance.problem(with: $0, canonicalPath: FileIdentity.canonicalPath)
            }
            context.refusalOfPath = { [allowance] in
                allowance.problem(withPath: $0, canonicalPath: FileIdentity.canonicalPath)
            }
            return context
        } check: { [mappings] in
            do {
                try mappings.check($0) { reference in
                    // A file may be on a file system that does not respond; the allowance checks whether it may be
                    // named.
                    if case .file = reference.location { return nil }
                    return try secrets.read(reference)
                }
            } catch let error as ManagerLookupError {
                throw error.isOfSecret ? LocatedProblem(path: "secret", message: "\(error)") : error
            }
        }
    }
}

extension ManagerLookupError {
    fileprivate var isOfSecret: Bool { if case .secret = self { true } else { false } }
}

import Administration
import Files
import Foundation
import HelpDesk
import LocatedYAML
import ManagerLookup
import Speech
import WebServer

/// What the bridge and the commands read from files; a fault in any of them is a bad configuration.
struct BridgeParts: Sendable {
    let policy: DialPolicy
    let mappings: MappingCatalogue
    let voices: VoiceCatalogue
    /// Speaks all that is spoken.
    let synthesizer: SpeechSynthesizer
    /// Which references to secrets, and which paths, the API and the pages may write.
    let allowance: SecretAllowance
    /// Verifies the tokens of a CRM that shows the panel; `nil` where none does.
    let embed: EmbedVerifier?

    /// - Throws: `HelpBridgeError` naming the file, and the line where there is one.
    init(
        _ configuration: BridgeConfiguration, synthesizer: SpeechSynthesizer = .shared,
        jq: JQPool = JQWorkerCommand.pool()
    ) async throws {
        self.synthesizer = synthesizer
        allowance = configuration.secrets.allow
        do {
            policy = try configuration.dialPolicy()
            // Waits for a worker of its own.
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

    /// What a call-centre file on this machine may refer to.
    ///
    /// - Parameters:
    ///   - existing: the settings that stay beside the file's.
    ///   - stored: the settings whose secrets a mask stands for.
    ///   - sounds: the ids of those that were uploaded; `nil` when they are not to be checked.
    func context(
        existing: CallCenter, stored: CallCenter, sounds: Set<String>? = nil
    ) -> SettingsContext {
        SettingsContext(
            existing: existing, stored: stored, loginOrigin: { [mappings] in mappings.loginOrigin(of: $0) },
            problemOfPrompt: Self.problem, mapping: { [mappings] in mappings.summary(ofMapping: $0) },
            problemOfSecret: { $1.problem(with: $0) }, policy: policy, mappings: Set(mappings.names),
            voices: Set(voices.names), sounds: sounds)
    }

    /// Why a prompt's own words could never be said.
    private static func problem(ofPrompt words: String) -> String? {
        do {
            _ = try PromptText(words)
            return nil
        } catch {
            return "\(error)"
        }
    }

    /// The settings as the API and the pages change them, where not every secret and not every file may be referred to.
    ///
    /// - Parameter secrets: reads what a webhook's or a subscription's secret refers to: one that is not there is refused when it is saved.
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
                    // A file may lie where nobody answers; whether it may be named at all is looked at by the allowance.
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

import Foundation
import HelpDesk
import Speech

/// Warnings about a call centre's settings.
///
/// They report references to items that this process lacks, though the bridge, started by a service manager, may have
/// them; unusable mappings; sources whose time limit exceeds the wait for an answer; and texts that are never spoken.
struct SettingWarnings {
    let callCenter: CallCenter
    let answerBudgetMilliseconds: Int
    let environment: [String: String]
    /// Why the mapping of that name cannot be used.
    let faultOfMapping: (_ name: String) -> String?

    /// The warnings, one line each.
    var lines: [String] {
        sources + routes
            + callCenter.webhooks.values.sorted { $0.id < $1.id }.flatMap { webhook in
                let (owner, consequence) = ("webhook \(webhook.id)", "the bridge takes no delivery")
                return unset(webhook.secrets, owner, consequence) + unusable(webhook.mapping, owner, consequence)
            }
            + callCenter.subscriptions.values.sorted { $0.id < $1.id }.flatMap { subscription in
                let owner = "subscription \(subscription.id)"
                return unset(subscription.secrets, owner, "nothing is sent")
                    + missing(subscription.caFile, owner, "nothing is sent")
            }
    }

    private var sources: [String] {
        callCenter.sources.values.sorted { $0.id < $1.id }.flatMap { source in
            let (owner, consequence) = ("source \(source.id)", "the CRM is not asked")
            return unset(source.credentials.sorted { $0.key < $1.key }.map(\.value), owner, consequence)
                + missing(source.caFile, owner, consequence) + unusable(source.mapping, owner, consequence)
                + overBudget(source, owner)
        }
    }

    private func overBudget(_ source: LookupSource, _ owner: String) -> [String] {
        guard source.timeoutMilliseconds > answerBudgetMilliseconds else { return [] }
        return [
            "\(owner): timeoutMilliseconds (\(source.timeoutMilliseconds)) is longer than "
                + "crm.answerBudgetMilliseconds (\(answerBudgetMilliseconds)): no help request waits so long"
        ]
    }

    private var routes: [String] {
        callCenter.routes.values.sorted { $0.code < $1.code }.flatMap { route in
            PromptKind.ofRoutes.flatMap { kind -> [String] in
                let owner = "route \(route.code)"
                return missing(route.prompts[kind]?.recording, kind, owner)
                    + valueless(route.prompts[kind]?.text, kind, owner)
            }
        }
    }

    /// Returns a warning for a missing file; an uploaded recording is checked when the call-centre file is read.
    private func missing(_ recording: String?, _ kind: PromptKind, _ owner: String) -> [String] {
        guard let recording, !Sound.isID(recording) else { return [] }
        return missing(recording, owner, "the voice's own text is spoken (\(kind.rawValue))")
    }

    private func valueless(_ text: String?, _ kind: PromptKind, _ owner: String) -> [String] {
        guard let text, let words = try? PromptText(text) else { return [] }
        return words.placeholders.subtracting(kind.placeholders).map(\.rawValue).sorted().map { name in
            "\(owner): {\(name)} has no value in \(kind.rawValue); the voice's own text is spoken in its place"
        }
    }

    private func unset(_ secrets: [SecretReference], _ owner: String, _ consequence: String) -> [String] {
        secrets.compactMap { secret in
            guard case .environment(let name) = secret.location, environment[name]?.isEmpty ?? true else { return nil }
            return "\(owner): the environment variable \(name) is not set here; without it \(consequence)"
        }
    }

    private func unusable(_ mapping: String, _ owner: String, _ consequence: String) -> [String] {
        faultOfMapping(mapping).map { ["\(owner): \(consequence), since its mapping cannot be used: \($0)"] } ?? []
    }

    private func missing(_ file: String?, _ owner: String, _ consequence: String) -> [String] {
        guard let file, !FileManager.default.isReadableFile(atPath: file) else { return [] }
        return ["\(owner): the file \(file) cannot be read here; without it \(consequence)"]
    }
}

import ConcurrencyPrimitives
public import HelpDesk

/// Faults that keep lookup sources and subscriptions from working: unreadable or invalid secrets, and missing CA files.
public struct SettingFaults: Sendable {
    /// The time limit for reading the files of one setting.
    private static let timeout = Duration.seconds(5)

    private let callCenter: any CallCenterSource
    private let resolveSecret: @Sendable (SecretReference) async throws -> String
    private let checkFile: @Sendable (String) async throws -> Void
    private let sourceHealth = SettingHealth<LookupSource>()
    private let subscriptionHealth = SettingHealth<WebhookSubscription>()

    /// - Parameters:
    ///   - resolveSecret: reads a secret.
    ///   - checkFile: throws an error if a CA file cannot be read.
    public init(
        callCenter: any CallCenterSource, resolveSecret: @escaping @Sendable (SecretReference) async throws -> String,
        checkFile: @escaping @Sendable (_ path: String) async throws -> Void
    ) {
        self.callCenter = callCenter
        self.resolveSecret = resolveSecret
        self.checkFile = checkFile
    }

    /// Returns the known faults of lookup sources.
    public func ofSources() -> [LookupSource.ID: String] {
        sourceHealth.faults(of: callCenter.current.sources)
    }

    /// Returns the known faults of subscriptions.
    public func ofSubscriptions() -> [WebhookSubscription.ID: String] {
        subscriptionHealth.faults(of: callCenter.current.subscriptions)
    }

    /// Reads all secrets and CA files, with a limit of five seconds for each setting.
    public func check() async {
        let settings = callCenter.current
        await sourceHealth.check(settings.sources.values) { source in
            await fault {
                for (name, secret) in source.credentials.sorted(by: { $0.key < $1.key }) {
                    do {
                        _ = try await resolveSecret(secret)
                    } catch {
                        throw LookupFailure.notRun("its credential \(name) cannot be read: \(error)")
                    }
                }
                if let file = source.caFile { try await checkFile(file) }
            }
        }
        await subscriptionHealth.check(settings.subscriptions.values) { subscription in
            await fault {
                for reference in subscription.secrets {
                    let secret: String
                    do {
                        secret = try await resolveSecret(reference)
                    } catch {
                        throw LookupFailure.notRun("its secret cannot be read: \(error)")
                    }
                    if let problem = StandardWebhooks.problem(with: secret) { throw LookupFailure.notRun(problem) }
                }
                if let file = subscription.caFile { try await checkFile(file) }
            }
        }
    }

    private func fault(_ check: @escaping @Sendable () async throws -> Void) async -> String? {
        do {
            try await withDeadline(.now + Self.timeout, throwing: LookupFailure.notInTime, check)
            return nil
        } catch {
            return "\(error)"
        }
    }
}

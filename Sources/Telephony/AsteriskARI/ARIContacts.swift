import ConcurrencyPrimitives
import Foundation
import HelpDesk
import NIOHTTP1

/// The phones that are registered under one account.
///
/// ARI has no list of them, and refuses to dial more than one thing at once. The dialplan's function
/// `PJSIP_DIAL_CONTACTS` knows them, and is evaluated on a channel that is created for that and never dialled (measured
/// with 16 and 22). If an account takes only one phone according to its settings, no channel is created.
final class ARIContacts: Sendable {
    private struct Attribute: Decodable {
        var attribute: String
        var value: String
    }

    /// The cache lifetime of an account's settings, or of the fact that the PBX does not show them.
    private static let period = Duration.seconds(60)

    private let configuration: ARIConfiguration
    private let client: ARIClient
    private let now: @Sendable () -> ContinuousClock.Instant
    private let known = Locked<[String: (takesSeveral: Bool, until: ContinuousClock.Instant)]>([:])

    /// - Parameters:
    ///   - configuration: the settings of the phones.
    ///   - client: the client that sends the calls.
    ///   - now: the clock of the cache.
    init(
        _ configuration: ARIConfiguration, client: ARIClient,
        now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }
    ) {
        self.configuration = configuration
        self.client = client
        self.now = now
    }

    /// Returns the dial string of each phone of a number; empty if there is only one, or that is unknown.
    ///
    /// - Parameter dismiss: called with a channel that was created only for the question, and may still exist.
    func phones(
        of number: DialableNumber, _ destination: Origination.Destination, dismiss: (ChannelID) -> Void
    ) async -> [String] {
        guard let account = configuration.phones.account(of: number, destination) else { return [] }
        do throws(PBXError) {
            guard try await isKnownToTakeSeveral(account) else { return [] }
            return try await contacts(of: account, dismiss)
        } catch {
            // The account itself is dialled then, and the PBX rings one of its phones.
            return []
        }
    }

    /// Whether several phones may be registered under an account, as far as the PBX shows its settings.
    private func isKnownToTakeSeveral(_ account: String) async throws(PBXError) -> Bool {
        let now = now()
        if let known = known.withLock({ $0[account] }), known.until > now { return known.takesSeveral }
        let takesSeveral: Bool
        do throws(PBXError) {
            takesSeveral = try await self.takesSeveral(account)
        } catch {
            switch error {
            case .gone, .refused: takesSeveral = false
            case .notConnected, .offline, .unanswered: throw error
            }
        }
        known.withLock { known in
            known = known.filter { $0.value.until > now }
            known[account] = (takesSeveral, now + Self.period)
        }
        return takesSeveral
    }

    /// Whether several phones may be registered under an account.
    ///
    /// - Throws: `PBXError.gone` if the PBX does not show its settings.
    func takesSeveral(_ account: String) async throws(PBXError) -> Bool {
        var count = 0
        for record in try await records(of: account) {
            let settings = try await settings(of: "aor", record)
            count += settings["max_contacts"].flatMap { Int($0) } ?? 0
            count += settings["contact", default: ""].split(separator: ",").count
        }
        return count > 1
    }

    /// Whether the PBX never checks if an account's phones are still there.
    func isNeverAsked(_ account: String) async throws(PBXError) -> Bool {
        for record in try await records(of: account)
        where try await settings(of: "aor", record)["qualify_frequency"].flatMap({ Double($0) }) ?? 0 > 0 {
            return false
        }
        return true
    }

    /// Returns how the PBX handles a phone's answer that redirects a call: `user` dials the number in it.
    func redirection(of account: String) async throws(PBXError) -> String {
        try await settings(of: "endpoint", account)["redirect_method", default: ""]
    }

    /// Returns the names of the records that contain the contacts of an account.
    private func records(of account: String) async throws(PBXError) -> [String] {
        try await settings(of: "endpoint", account)["aors", default: ""].split(separator: ",")
            .map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
    }

    private func settings(of kind: String, _ id: String) async throws(PBXError) -> [String: String] {
        let response = try await client.send(.GET, ["asterisk", "config", "dynamic", "res_pjsip", kind, id])
        guard response.isSuccess else { throw response.pbxError }
        let attributes = try client.decode([Attribute].self, from: response, of: "asterisk/config/dynamic")
        return Dictionary(attributes.map { ($0.attribute, $0.value) }) { first, _ in first }
    }

    private func contacts(of account: String, _ dismiss: (ChannelID) -> Void) async throws(PBXError) -> [String] {
        // The name has no owner, so events of the channel are ignored.
        let channel = "\(configuration.application)-contacts-\(UUID().uuidString.lowercased())"
        let answer: ARIResponse
        do throws(PBXError) {
            try await client.order(
                .POST, ["channels", "create"],
                query: [
                    ("endpoint", "PJSIP/\(account)"), ("app", configuration.application), ("channelId", channel),
                ])
            answer = try await client.send(
                .GET, ["channels", channel, "variable"], query: [("variable", "PJSIP_DIAL_CONTACTS(\(account))")])
            _ = try await client.send(.DELETE, ["channels", channel])
        } catch {
            // It may have been created, or may still exist: it is never dialled, and so would never end.
            if case .unanswered = error { dismiss(ChannelID(channel)) }
            throw error
        }
        guard answer.isSuccess else { throw answer.pbxError }
        let list = try client.decode(ARIAnswer.Variable.self, from: answer, of: "channels/variable").value
        return PhoneAddresses.contacts(in: list, of: account)
    }
}

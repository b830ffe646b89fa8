import ConcurrencyPrimitives
import Foundation
import HelpDesk
import NIOHTTP1

/// The phones that are registered under one account.
///
/// ARI has no list of them, and refuses to dial more than one thing at once. The dialplan's function `PJSIP_DIAL_CONTACTS`
/// knows them, which is asked of a channel that is made for that and never dialled (measured with 16 and 22). Where an
/// account takes one phone only, as its settings say, none is made.
final class ARIContacts: Sendable {
    private struct Attribute: Decodable {
        var attribute: String
        var value: String
    }

    /// How long it is believed what an account's settings say, or that the PBX does not show them.
    private static let period = Duration.seconds(60)

    private let configuration: ARIConfiguration
    private let client: ARIClient
    private let now: @Sendable () -> ContinuousClock.Instant
    private let known = Locked<[String: (takesSeveral: Bool, until: ContinuousClock.Instant)]>([:])

    /// - Parameters:
    ///   - configuration: how phones are dialled.
    ///   - client: asks the PBX.
    ///   - now: the clock by which settings are asked for again.
    init(
        _ configuration: ARIConfiguration, client: ARIClient,
        now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }
    ) {
        self.configuration = configuration
        self.client = client
        self.now = now
    }

    /// What is dialled for each phone of a number; empty where there is no more than one, or that cannot be known.
    ///
    /// - Parameter dismiss: takes a channel that was made only to ask, and of which it is not known whether it is gone.
    func phones(
        of number: DialableNumber, _ destination: Origination.Destination, dismiss: (ChannelID) -> Void
    ) async -> [String] {
        guard let account = configuration.phones.account(of: number, destination) else { return [] }
        do throws(PBXError) {
            guard try await isKnownToTakeSeveral(account) else { return [] }
            return try await contacts(of: account, dismiss)
        } catch {
            // The account itself is dialled, and the PBX rings one of its phones.
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
    /// - Throws: `PBXError.gone` when the PBX does not show its settings.
    func takesSeveral(_ account: String) async throws(PBXError) -> Bool {
        var count = 0
        for record in try await records(of: account) {
            let settings = try await settings(of: "aor", record)
            count += settings["max_contacts"].flatMap { Int($0) } ?? 0
            count += settings["contact", default: ""].split(separator: ",").count
        }
        return count > 1
    }

    /// Whether a phone of an account is never asked if it is still there.
    func isNeverAsked(_ account: String) async throws(PBXError) -> Bool {
        for record in try await records(of: account)
        where try await settings(of: "aor", record)["qualify_frequency"].flatMap({ Double($0) }) ?? 0 > 0 {
            return false
        }
        return true
    }

    /// What the PBX does with a phone's answer that sends a call elsewhere: `user` dials the number in it.
    func redirection(of account: String) async throws(PBXError) -> String {
        try await settings(of: "endpoint", account)["redirect_method", default: ""]
    }

    /// The names of the records that hold the contacts of an account.
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
        // A name that is nobody's: what happens to it is nobody's concern.
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
            // It may have been made, or may be there still: nobody dials it, so that it would never end.
            if case .unanswered = error { dismiss(ChannelID(channel)) }
            throw error
        }
        guard answer.isSuccess else { throw answer.pbxError }
        let list = try client.decode(ARIAnswer.Variable.self, from: answer, of: "channels/variable").value
        return PhoneAddresses.contacts(in: list, of: account)
    }
}

import Foundation
import HelpDesk
import NIOHTTP1

/// Checks of the phones.
extension ARIInspector {
    /// Checks how extensions are dialled, then each phone.
    func phones(_ numbers: [DialableNumber]) async -> [PBXFinding] {
        var findings = configuration.phones.findings
        findings.append(
            PBXFinding(
                .good,
                "a manager can come to the call of an operator's \(configuration.phones.device), unless the customer is on"
                    + " hold"))
        findings += await accounts(numbers)
        for number in numbers { findings.append(await phone(number)) }
        return findings
    }

    /// Checks the settings of the accounts, if those are dialled themselves.
    private func accounts(_ numbers: [DialableNumber]) async -> [PBXFinding] {
        let contacts = ARIContacts(configuration, client: client)
        var several: [String] = []
        var deaf: [String] = []
        var unchecked: [String] = []
        for account in numbers.compactMap({ configuration.phones.account(of: $0, .extension) }) {
            do throws(PBXError) {
                if try await contacts.takesSeveral(account) { several.append(account) }
                if try await contacts.isNeverAsked(account) { deaf.append(account) }
                if try await contacts.redirection(of: account) != "user" { unchecked.append(account) }
            } catch .gone {
                // An account that does not exist is reported below.
                continue
            } catch {
                return [
                    PBXFinding(
                        .note,
                        "Asterisk does not show the settings of \(account) (\(error)): of several phones only one rings",
                        remedy: "load res_ari_asterisk and res_pjsip")
                ]
            }
        }
        return describe(several: several, deaf: deaf, unchecked: unchecked)
    }

    private func describe(several: [String], deaf: [String], unchecked: [String]) -> [PBXFinding] {
        var findings: [PBXFinding] = []
        if !several.isEmpty {
            findings.append(
                PBXFinding(.good, "all phones ring of \(PBXFinding.list(several)), which take several"))
        }
        if !deaf.isEmpty {
            findings.append(
                PBXFinding(
                    .note,
                    "a phone of \(PBXFinding.list(deaf)) that is switched off counts as registered until that expires:"
                        + " it is rung, and the next one after ringing.firstRingSeconds",
                    remedy: "set qualify_frequency in the aor, such as 30"))
        }
        if !unchecked.isEmpty {
            findings.append(
                PBXFinding(
                    .note,
                    "where a phone of \(PBXFinding.list(unchecked)) sends its calls (302) is not compared with pbx.numbers",
                    remedy: "set redirect_method=user in the endpoint"))
        }
        return findings
    }

    private func phone(_ number: DialableNumber) async -> PBXFinding {
        let device = configuration.phones.device(of: number)
        let parts = device.split(separator: "/", maxSplits: 1).map(String.init)
        guard parts.count == 2, let answer = try? await client.send(.GET, ["endpoints", parts[0], parts[1]])
        else { return PBXFinding(.note, "\(device) cannot be looked up") }
        let isDialled = !configuration.phones.isThroughDialplan
        guard answer.isSuccess else {
            return PBXFinding(
                isDialled ? .fault : .note,
                "\(device) does not exist: "
                    + (isDialled
                        ? "ringing it will fail with \"Allocation failed\""
                        : "whether it is busy is not known, and its calls cannot be coached"),
                remedy: "make the extension on the PBX, or correct \(isDialled ? "pbx.endpoint" : "pbx.device")")
        }
        let state = try? client.decode(ARIAnswer.Endpoint.self, from: answer, of: "endpoints").state
        guard state == "online" else {
            return PBXFinding(
                .note,
                "\(device) is not registered: "
                    + (isDialled ? "ringing it will fail with \"Allocation failed\"" : "it is not rung"),
                remedy: "switch the phone on, or see why it does not register")
        }
        return PBXFinding(.good, "\(device) is registered")
    }
}

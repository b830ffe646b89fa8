import Foundation
public import HelpDesk

/// Checks that an Asterisk driven through its manager interface has everything that the bridge needs.
///
/// It rings no phone.
public struct AMIInspector: Sendable {
    let configuration: AMIConfiguration

    /// - Parameter configuration: the settings of the connection and of the phones.
    public init(_ configuration: AMIConfiguration) {
        self.configuration = configuration
    }

    /// Checks everything, in the recommended order of fixing faults.
    ///
    /// - Parameters:
    ///   - numbers: the phones of operators and helpers.
    ///   - prompt: a prompt in the prompt directory.
    ///   - fallback: the expected behaviour of the dialplan while the bridge is away; `nil` skips the check.
    public func findings(
        numbers: [DialableNumber], prompt: PromptAudio?, fallback: FallbackDialplan?
    ) async -> [PBXFinding] {
        do {
            let session = try await AMISession.connect(configuration)
            return try await session.run {
                try await self.inspect(session, numbers, prompt, fallback)
            } received: { _ in
            }
        } catch {
            return [
                PBXFinding(
                    .fault, "\(error)",
                    remedy: "look at enabled, bindaddr and port in manager.conf, and at pbx.ami.host and port")
            ]
        }
    }

    private func inspect(
        _ session: AMISession, _ numbers: [DialableNumber], _ prompt: PromptAudio?, _ fallback: FallbackDialplan?
    ) async throws -> [PBXFinding] {
        let login = try await session.send(
            AMIAction(
                "Login", [("Username", configuration.username), ("Secret", configuration.password), ("Events", "off")]))
        guard login["Response"] == "Success" else {
            return [
                PBXFinding(
                    .fault, "Asterisk refuses the user \(configuration.username) with this secret",
                    remedy: "compare pbx.ami.username and password with manager.conf, and its permit and deny")
            ]
        }
        var findings = [PBXFinding(.good, "Asterisk answers at \(configuration.host):\(configuration.port)")]
        findings += try await permissions(session)
        guard !findings.contains(where: { $0.grade == .fault }) else { return findings }
        let lines = try await dialplan(session)
        findings.append(lines)
        if lines.grade == .good { findings += try await coaching(session) }
        if let fallback { findings.append(try await inspect(fallback, session)) }
        if let prompt { findings.append(try await file(prompt, session)) }
        findings.append(await extensions(session))
        findings += configuration.phones.findings
        findings += try await context(numbers, session)
        for number in numbers { findings.append(try await phone(number, session)) }
        return findings
    }

    /// Tries incomplete orders, which do nothing even if they are allowed.
    private func permissions(_ session: AMISession) async throws -> [PBXFinding] {
        var findings: [PBXFinding] = []
        for (action, privilege) in [
            ("Originate", "originate"), ("Redirect", "call"), ("Hangup", "call"), ("Getvar", "call"),
            ("CoreShowChannels", "reporting"),
        ] {
            let answer = try await session.send(AMIAction(action))
            guard answer["Message"]?.localizedStandardContains("permission denied") == true else { continue }
            findings.append(
                PBXFinding(
                    .fault, "the user \(configuration.username) may not use \(action)",
                    remedy: "add \(privilege) to the write line of the user's section in manager.conf"))
        }
        return findings.isEmpty
            ? [PBXFinding(.good, "the user \(configuration.username) may give orders")] : findings
    }

    private func dialplan(_ session: AMISession) async throws -> PBXFinding {
        let context = configuration.context
        guard try await value("DIALPLAN_EXISTS(\(context),wait,1)", session) == "1" else {
            return PBXFinding(
                .fault, "the dialplan has no context \(context) of the bridge's",
                remedy: "put the lines of `helpbridge pbx dialplan` into it, and load func_dialplan and app_userevent")
        }
        return PBXFinding(.good, "the dialplan has the context \(context)")
    }

    private func inspect(_ fallback: FallbackDialplan, _ session: AMISession) async throws -> PBXFinding {
        func exists(_ priority: String) async throws -> Bool {
            let place = "\(FallbackDialplan.context),\(FallbackDialplan.versionExtension),\(priority)"
            return try await value("DIALPLAN_EXISTS(\(place))", session) == "1"
        }
        if try await exists(FallbackDialplan.label(fallback.version)) {
            return fallback.finding(loaded: fallback.version)
        }
        return fallback.finding(loaded: try await exists("1") ? "another" : nil)
    }

    private func file(_ prompt: PromptAudio, _ session: AMISession) async throws -> PBXFinding {
        let path = "\(configuration.promptDirectory)/\(prompt.digest).wav"
        let remedy = "pbx.promptDirectory must be the same folder for both, and readable for Asterisk's user"
        switch try await value("STAT(e,\(path))", session) {
        case "1": return PBXFinding(.good, "the PBX sees the prompts in \(configuration.promptDirectory)")
        case "0": return PBXFinding(.fault, "the PBX does not see \(path)", remedy: remedy)
        // Unless asterisk.conf sets live_dangerously, the manager interface may not use the function.
        default: return PBXFinding(.note, "Asterisk does not say whether it sees \(path)", remedy: remedy)
        }
    }

    private func extensions(_ session: AMISession) async -> PBXFinding {
        let phones = configuration.phones
        return await .extensions(
            { () throws(PBXError) in
                do {
                    return phones.extensions(in: try await session.list(try AMIAction(try phones.listingAction())))
                } catch let error as PBXError {
                    throw error
                } catch {
                    throw .refused("\(error)")
                }
            },
            remedy: "add system to the write line of the user's section in manager.conf")
    }

    /// Checks that the dialplan leads to the phones, if they are dialled through it.
    private func context(_ numbers: [DialableNumber], _ session: AMISession) async throws -> [PBXFinding] {
        guard let context = configuration.phones.context else { return [] }
        var missing: [String] = []
        for number in numbers where try await value("DIALPLAN_EXISTS(\(context),\(number),1)", session) != "1" {
            missing.append(number.text)
        }
        guard !missing.isEmpty else { return [] }
        return [
            PBXFinding(
                .fault, "the context \(context) does not lead to \(PBXFinding.list(missing)): ringing them will fail",
                remedy: "correct pbx.endpoint, or that context of the dialplan")
        ]
    }

    private func phone(_ number: DialableNumber, _ session: AMISession) async throws -> PBXFinding {
        let endpoint = configuration.phones.device(of: number)
        switch try await value("DEVICE_STATE(\(endpoint))", session) {
        case "INVALID":
            return PBXFinding(
                .fault, "\(endpoint) does not exist",
                remedy: "make the extension on the PBX, or correct pbx.endpoint or pbx.device")
        case "UNAVAILABLE":
            return PBXFinding(
                .note, "\(endpoint) is not registered",
                remedy: "switch the phone on, or see why it does not register")
        case let state:
            return PBXFinding(.good, "\(endpoint) is \(state?.lowercased() ?? "unknown")")
        }
    }

    func value(_ variable: String, _ session: AMISession) async throws -> String? {
        try await session.send(AMIAction("Getvar", [("Variable", variable)]))["Value"]
    }
}

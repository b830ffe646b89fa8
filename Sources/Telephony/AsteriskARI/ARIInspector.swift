import Foundation
public import HelpDesk
public import NIOCore
import NIOHTTP1

/// Checks that an Asterisk has everything that the bridge needs, and reports how to fix what is missing.
///
/// It rings no phone, and uses its own Stasis application: a running bridge is not disturbed.
public struct ARIInspector: Sendable {
    private struct Module: Decodable {
        var name: String
        var status: String
    }

    private static let modules = [
        "res_stasis", "app_stasis", "res_stasis_answer", "res_stasis_playback", "res_stasis_snoop", "res_ari_channels",
        "res_ari_bridges", "res_ari_playbacks", "res_ari_events", "res_ari_applications", "res_ari_device_states",
        "res_http_websocket", "format_wav",
    ]
    private static let modulesToFetch = ["res_curl", "func_curl", "res_http_media_cache"]
    /// Without these modules the bridge works, except for recording sounds by phone.
    private static let modulesToRecord = ["res_stasis_recording", "res_ari_recordings"]

    let configuration: ARIConfiguration
    let client: ARIClient

    /// - Parameters:
    ///   - configuration: the settings of the connection and of the phones.
    ///   - loop: the event loop for the REST calls.
    public init(_ configuration: ARIConfiguration, on loop: any EventLoop) {
        // Its own application: otherwise it would take over the bridge's, or that of another check.
        let name = UUID().uuidString.lowercased()
        self.configuration = configuration.with(application: "\(configuration.application)-check-\(name)")
        // None of its calls are about objects with our names.
        client = ARIClient(
            self.configuration, names: PBXNames(installation: name, application: self.configuration.application),
            on: loop)
    }

    /// Checks everything, in the recommended order of fixing faults.
    ///
    /// - Parameters:
    ///   - numbers: the phones of operators and helpers.
    ///   - prompt: a prompt that can be fetched or read now; `nil` if there is none.
    ///   - fallback: the expected behaviour of the dialplan while the bridge is away; `nil` skips the check.
    public func findings(
        numbers: [DialableNumber], prompt: PromptAudio?, fallback: FallbackDialplan?
    ) async -> [PBXFinding] {
        var findings = await access()
        guard !findings.contains(where: { $0.grade == .fault }) else { return findings }
        findings += await modules()
        if let finding = await recordings() { findings.append(finding) }
        findings += await eventStream(prompt: prompt)
        if let fallback {
            findings.append(
                await ARIFallbackTrial(client: client, application: configuration.application).run(fallback))
        }
        findings.append(
            await .extensions(
                { [client, configuration] () throws(PBXError) in try await client.extensions(configuration.phones) },
                remedy: "load the module res_ari_endpoints"))
        findings += await phones(numbers)
        return findings
    }

    private func access() async -> [PBXFinding] {
        let http = "look at enabled, bindaddr and bindport in http.conf, and at pbx.ari.url"
        do throws(PBXError) {
            let answer = try await client.send(.GET, ["asterisk", "info"])
            switch answer.status {
            case 200:
                let info = try client.decode(ARIAnswer.Info.self, from: answer, of: "asterisk/info")
                let whispering = PBXFinding.whispering(info.system.version)
                return [version(info.system.version)] + (whispering.map { [$0] } ?? []) + (await permission())
            case 401:
                return [
                    PBXFinding(
                        .fault, "Asterisk does not know the user \(configuration.username) with this password",
                        remedy: "compare pbx.ari.username and pbx.ari.password with that section of ari.conf")
                ]
            case 404, 403:
                return [
                    PBXFinding(
                        .fault, "there is no ARI at \(configuration.url)",
                        remedy: "set enabled=yes in ari.conf and load res_ari and res_ari_asterisk; \(http)")
                ]
            default:
                return [
                    PBXFinding(.fault, "Asterisk answered with HTTP \(answer.status): \(answer.problem)", remedy: http)
                ]
            }
        } catch {
            return [PBXFinding(.fault, "Asterisk cannot be reached at \(configuration.url): \(error)", remedy: http)]
        }
    }

    private func version(_ text: String) -> PBXFinding {
        let major = Int(text.prefix { $0.isNumber })
        guard let major, (16...23).contains(major) else {
            return PBXFinding(
                .note, "Asterisk \(text) answers, with which the bridge was never tried", remedy: "use 16 to 22")
        }
        return PBXFinding(.good, "Asterisk \(text) answers at \(configuration.url)")
    }

    /// Tries an order that does nothing, whatever its result.
    private func permission() async -> [PBXFinding] {
        let status = try? await client.send(.DELETE, ["bridges", configuration.application]).status
        guard status == 403 else {
            return [PBXFinding(.good, "the user \(configuration.username) may give orders")]
        }
        return [
            PBXFinding(
                .fault, "the user \(configuration.username) may only read",
                remedy: "set read_only=no in the user's section of ari.conf")
        ]
    }

    private func modules() async -> [PBXFinding] {
        let needed = Self.modules + (configuration.prompts.isFetched ? Self.modulesToFetch : [])
        let running: Set<String>
        do throws(PBXError) {
            let answer = try await client.send(
                .GET, ["asterisk", "modules"], limits: ARIClient.AnswerLimits(bytes: 1 << 22))
            guard answer.isSuccess else { throw answer.pbxError }
            let modules = try client.decode([Module].self, from: answer, of: "asterisk/modules")
            running = Set(modules.filter { $0.status == "Running" }.map { $0.name.replacing(".so", with: "") })
        } catch {
            return [PBXFinding(.note, "Asterisk does not list its modules: \(error)", remedy: "load res_ari_asterisk")]
        }
        let missing = needed.filter { !running.contains($0) }
        let faults = missing.map { Self.missing($0, .fault, "") }
        let notes = Self.modulesToRecord.filter { !running.contains($0) }
            .map { Self.missing($0, .note, ": no sounds can be recorded by phone") }
        let good = PBXFinding(.good, "all \(needed.count) modules that are needed run")
        return (faults.isEmpty ? [good] : faults) + notes
    }

    /// - Returns: `nil` if sounds can be recorded, or if the modules for that are missing, which is already reported.
    private func recordings() async -> PBXFinding? {
        do throws(PBXError) {
            _ = try await client.storedRecordings()
            return nil
        } catch .gone {
            return nil
        } catch {
            return PBXFinding(
                .note, "Asterisk does not list its recordings (\(error)): no sounds can be recorded by phone",
                remedy: "make the folder recording in its spool, usually /var/spool/asterisk/recording, for its user")
        }
    }

    private static func missing(_ name: String, _ grade: PBXFinding.Grade, _ consequence: String) -> PBXFinding {
        PBXFinding(
            grade, "the module \(name) does not run\(consequence)",
            remedy: "asterisk -rx \"module load \(name).so\", and see that modules.conf loads it at start")
    }

    private func eventStream(prompt: PromptAudio?) async -> [PBXFinding] {
        let trial = ARIPlaybackTrial(configuration: configuration, client: client)
        do {
            let heard = try await trial.run(prompt)
            return [PBXFinding(.good, "the Stasis application gets its events")] + [playback(heard, prompt)]
        } catch {
            return [
                PBXFinding(
                    .fault, "the Stasis application gets no events: \(error)",
                    remedy: "load res_ari_events and res_http_websocket")
            ]
        }
    }

    private func playback(_ heard: ARIPlaybackTrial.Outcome, _ prompt: PromptAudio?) -> PBXFinding {
        let place = prompt.flatMap { configuration.prompts.media(for: $0) }?.dropFirst("sound:".count) ?? ""
        switch heard {
        case .notTried(let reason):
            return PBXFinding(.note, "it was not tried whether the PBX can play a prompt: \(reason)")
        case .played:
            return PBXFinding(.good, "the PBX has played \(place)")
        case .failed where configuration.prompts.isFetched:
            return PBXFinding(
                .fault, "the PBX could not fetch and play \(place)",
                remedy: "http.publicURL must be an address that the PBX reaches, try curl there; it needs "
                    + Self.modulesToFetch.joined(separator: ", "))
        case .failed:
            return PBXFinding(
                .fault, "the PBX could not play \(place).wav",
                remedy: "pbx.promptDirectory must be the same folder for both, and readable for Asterisk's user")
        }
    }
}

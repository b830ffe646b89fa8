public import HelpDesk
import Logging
public import ServiceLifecycle

/// A service that renders ahead of time the prompts that depend only on the settings: at start, when a route is saved,
/// and when other voices come into use.
///
/// These are the texts of each voice and route without placeholders, and those that name a department or a helper of
/// its table. Texts that name an operator, a customer, or a manager known only to the CRM are rendered on demand.
public struct PromptWarming: Service {
    private let studio: VoiceStudio
    private let callCenter: any CallCenterSource
    private let interval: Duration
    private let onPass: @Sendable (_ rendered: Int) -> Void

    /// The maximum number of prompts rendered ahead; the rest are rendered on demand: there may be thousands of
    /// helpers.
    static let maximumPrompts = 1_000

    private struct Seen: Equatable {
        var departments: [String: Department]
        var routes: [String: Route]
        /// The revision of the voices.
        var voices: Int
    }

    private struct PlannedPrompt: Hashable {
        var voice: String
        var text: String
    }

    /// - Parameters:
    ///   - studio: the studio that renders the prompts.
    ///   - callCenter: the source of the routes.
    ///   - interval: the interval at which settings and voices are checked.
    ///   - onPass: called after each pass with the number of prompts that were not cached yet.
    public init(
        studio: VoiceStudio, callCenter: any CallCenterSource, interval: Duration = .milliseconds(500),
        onPass: @escaping @Sendable (_ rendered: Int) -> Void = { _ in }
    ) {
        self.studio = studio
        self.callCenter = callCenter
        self.interval = interval
        self.onPass = onPass
    }

    /// Runs until the program is stopped.
    public func run() async throws {
        await cancelWhenGracefulShutdown {
            var seen: Seen?
            while !Task.isCancelled {
                let settings = callCenter.current
                let now = Seen(
                    departments: settings.departments, routes: settings.routes, voices: studio.voices.revision)
                if now != seen {
                    seen = now
                    onPass(await pass(now))
                }
                guard (try? await Task.sleep(for: interval)) != nil else { return }  // Cancelled: we stop.
            }
        }
    }

    /// - Returns: the number of prompts rendered.
    private func pass(_ settings: Seen) async -> Int {
        let voices = studio.voices.current
        var rendered = 0
        for next in plan(settings, voices) {
            guard !Task.isCancelled, let voice = try? voices.voice(named: next.voice) else { continue }
            do {
                let prompt = try await studio.renderer.render(
                    text: next.text, voice: voice, sampleRate: studio.sampleRate, priority: .warming)
                if !prompt.wasCached { rendered += 1 }
            } catch is CancellationError {
                break
            } catch {
                studio.logger.warning(
                    "a prompt cannot be rendered ahead; at the call another text will be spoken",
                    metadata: ["voice": "\(next.voice)", "text": "\(next.text)", "error": "\(error)"])
            }
        }
        studio.logger.debug("prompts rendered ahead", metadata: ["count": "\(rendered)"])
        return rendered
    }

    /// Returns the prompts to render, plain texts first, each once.
    private func plan(_ settings: Seen, _ voices: VoiceCatalogue) -> [PlannedPrompt] {
        let routes = settings.routes.values.sorted { $0.code < $1.code }
        let departments = settings.departments.values.sorted { $0.id < $1.id }
        var known: Set<PlannedPrompt> = []
        var planned: [PlannedPrompt] = []
        func add(_ values: PromptValues, _ kinds: [PromptKind]) {
            for route in routes {
                guard let voice = try? voices.voice(named: route.voice) else { continue }
                for kind in kinds where planned.count < Self.maximumPrompts {
                    // An invalid text is reported at the call.
                    let custom = route.prompts[kind].flatMap(\.text).flatMap { try? PromptText($0) }
                    guard let text = voice.texts(for: kind, values: values, custom: custom).first(where: { _ in true })
                    else { continue }
                    let prompt = PlannedPrompt(voice: voice.name, text: text)
                    if known.insert(prompt).inserted { planned.append(prompt) }
                }
            }
        }
        add(PromptValues(), PromptKind.allCases)
        for department in departments {
            add(PromptValues(department: department.name), [.requestSent, .unavailable])
            for helper in department.helpers {
                let number = ExtensionAddress(helper.extension).number
                let values = PromptValues(
                    manager: helper.name ?? number, department: department.name, extension: number)
                add(values, [.requestSent, .unavailable])
            }
        }
        return planned
    }
}

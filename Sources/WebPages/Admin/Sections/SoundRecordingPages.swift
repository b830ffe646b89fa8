import Administration
import Foundation
import HTTPTypes
import HelpDesk
import Hummingbird
import HummingbirdCore
import WebServer

/// `/admin/sounds/…/record`: a phone rings, and what is said into it becomes a recording.
///
/// The progress page reloads until the recording is over, with or without scripts.
struct SoundRecordingPages: Sendable {
    /// The interval at which the page reloads, in seconds.
    private static let refreshSeconds = 2
    private static let refresh = HTTPField.Name("Refresh")!

    let services: PageServices
    let renderer: PageRenderer

    func add(to group: RouterGroup<PageContext>) {
        group.post("record") { _, context in
            try await record(into: "sound-\(UUID().uuidString.lowercased().prefix(8))", context)
        }
        group.post("{id}/record") { _, context in try await record(into: try Self.sound(context), context) }
        group.get("{id}/recording", use: show)
        group.post("{id}/recording/cancel", use: cancel)
    }

    private func record(into sound: String, _ context: PageContext) async throws -> Response {
        let order = SoundRecordingOrder(
            sound: sound, extension: context.form.number("extension"),
            name: name(context.form), voice: voice(for: context.visit))
        do throws(HelpDeskError) {
            _ = try await services.recorder.record(order)
        } catch {
            let problem = Problem(error, number: "extension", logger: context.logger)
            guard problem.status.code < 500 || problem.status == .notImplemented else { throw problem }
            return page(
                [
                    "word": "refused", "state": context.visit.words(for: problem), "tone": "bad", "isOver": true,
                    "isKept": false,
                ],
                sound, context)
        }
        return .redirect(to: "/admin/sounds/\(sound)/recording", type: .normal)
    }

    /// Returns the name, cut if it is too long: a fault would only delay the call that the user is waiting for.
    private func name(_ form: PageForm) -> String? {
        let name = String(Substring(form.text("name").unicodeScalars.prefix(Sound.maximumNameLength)))
        return Sound.isName(name) ? name : nil
    }

    @Sendable
    private func show(_ request: Request, context: PageContext) async throws -> Response {
        let sound = try Self.sound(context)
        let recording: SoundRecording?
        do throws(HelpDeskError) {
            recording = try await services.recorder.recording(of: sound)
        } catch {
            throw Problem(error, logger: context.logger)
        }
        guard let recording else {
            let text = context.visit.text("admin.sounds.recording.none")
            return page(
                ["word": "none", "state": text, "tone": "plain", "isOver": true, "isKept": false], sound, context)
        }
        let state = recording.state
        var text = context.visit.text("admin.sounds.recording.\(state.rawValue)")
        // Reasons for which an upload would also be refused have words.
        if let reason = recording.reason, let words = context.visit.language.text(ifPresent: "problems.\(reason.word)")
        {
            text += " " + words
        }
        let tone = state == .kept ? "good" : state == .failed ? "bad" : state == .discarded ? "plain" : "busy"
        var response = page(
            [
                "word": state.rawValue, "state": text, "tone": tone, "phone": recording.extension,
                "isOver": state.isEnd,
                "isKept": state == .kept,
            ], sound, context)
        if !state.isEnd { response.headers[Self.refresh] = "\(Self.refreshSeconds)" }
        return response
    }

    @Sendable
    private func cancel(_ request: Request, context: PageContext) async throws -> Response {
        let sound = try Self.sound(context)
        do throws(HelpDeskError) {
            _ = try await services.recorder.cancelRecording(of: sound)
        } catch {
            throw Problem(error, logger: context.logger)
        }
        return .redirect(to: "/admin/sounds/\(sound)/recording", type: .normal)
    }

    private func page(_ content: PageContent, _ sound: String, _ context: PageContext) -> Response {
        var content = content
        content["link"] = "/admin/sounds/\(sound)"
        return renderer.page(
            .recording, title: context.visit.text("admin.sounds.recording.title"), content, for: context.visit)
    }

    /// Returns a voice that speaks the user's language, for the instructions; `nil` if there is none.
    private func voice(for visit: PageVisit) -> String? {
        services.voices.voices().first { $0.language.hasPrefix(visit.language.code) }?.name
    }

    private static func sound(_ context: PageContext) throws -> String {
        let id = context.parameters.get("id") ?? ""
        guard Sound.isID(id) else { throw Problem.unknownSound(String(id.prefix(64))) }
        return id
    }
}

import Administration
import HelpDesk
import Hummingbird
import HummingbirdCore
import NIOCore
import WebServer

/// `/admin/routes`: the ways in which operators ask for help.
struct RoutePages: Sendable {
    let services: PageServices
    let renderer: PageRenderer

    func add(to group: RouterGroup<PageContext>) {
        group.get(use: list)
        group.post("preview", use: preview)
        SettingEditor<RouteDraft>(services: services, renderer: renderer).add(to: group)
    }

    @Sendable
    private func list(_ request: Request, context: PageContext) async throws -> Response {
        let visit = context.visit
        let voices = services.voices.voices()
        let rows = services.settings.settings(.route).map { setting -> PageContent in
            let route = setting.content
            let voice = route.typed("voice")
            return [
                "link": "/admin/routes/\(PageAddress.encoded(setting.id))", "code": setting.id,
                "routeName": route.typed("name"),
                "detection": visit.text("fields.route.detection.options.\(route.typed("detection")).label"),
                "sources": route.texts("sources").joined(separator: visit.text("layout.listSeparator")),
                "voice": voices.first { $0.name == voice }?.title ?? voice,
                "mode": visit.text("fields.route.mode.options.\(route.typed("mode")).label"),
            ]
        }
        return renderer.page(
            .routes, title: visit.text("admin.routes.title"), ["rows": rows, "isEmpty": rows.isEmpty],
            for: visit)
    }

    /// The sound of one prompt as the form has it at the moment.
    @Sendable
    private func preview(_ request: Request, context: PageContext) async throws -> Response {
        guard let kind = PromptKind(rawValue: request.uri.queryParameters.get("prompt") ?? "") else {
            throw Problem.unknownPath
        }
        let prompt = PromptDraft(kind, context.form)
        let voice = context.form.text("voice")
        let text: String
        switch prompt.source {
        case .recording?: return try await recording(prompt.recording, context)
        case .text?: text = prompt.text
        // Where nothing is said, what would be said otherwise.
        default: text = services.voices.voices().first { $0.name == voice }?.texts[kind] ?? ""
        }
        return try await Spoken(services: services, visit: context.visit).response(text, voice: voice, context.logger)
    }

    private func recording(_ id: String, _ context: PageContext) async throws -> Response {
        let wav = try await withStorage(context.logger) { try await services.sounds.wav(sound: id, sampleRate: 8_000) }
        guard let wav else {
            throw Problem.validation([
                .init(field: "recording", message: context.visit.text("admin.sounds.chooseFirst"))
            ])
        }
        return Spoken.wav(wav)
    }
}

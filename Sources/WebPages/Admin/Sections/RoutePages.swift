import Administration
import HelpDesk
import Hummingbird
import HummingbirdCore
import NIOCore
import WebServer

/// `/admin/routes`: how operators ask for help.
struct RoutePages: Sendable {
    private static let pageSize = 25

    let services: PageServices
    let renderer: PageRenderer

    func add(to group: RouterGroup<PageContext>) {
        group.get(use: list)
        group.post("preview", use: preview)
        RouteTestPages(services: services, renderer: renderer).add(to: group)
        SettingEditor<RouteDraft>(services: services, renderer: renderer).add(to: group)
    }

    @Sendable
    private func list(_ request: Request, context: PageContext) async throws -> Response {
        let visit = context.visit
        let words = SearchWords(request)
        let voices = services.voices.voices()
        let all = services.settings.settings(.route).map { RouteRow($0, voices: voices, visit: visit) }
        let found = all.filter { words.areFound(in: $0.texts) }
        let page = Paging(found, request, size: Self.pageSize)
        var content = page.content(path: "/admin/routes", query: words.query)
        content["rows"] = page.elements.map(\.content)
        content["isEmpty"] = all.isEmpty
        content["isNothingFound"] = !all.isEmpty && found.isEmpty
        content["words"] = words.text
        content["searchHint"] = visit.text("admin.routes.search")
        content["count"] = visit.language.text("admin.routes.count", count: found.count)
        return renderer.page(.routes, title: visit.text("admin.routes.title"), content, for: visit)
    }

    /// Sends the sound of one prompt as currently filled in.
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
        // A silent prompt is previewed with the voice's own text.
        default: text = services.voices.voices().first { $0.name == voice }?.texts[kind] ?? ""
        }
        return try await PromptPreview(services: services, visit: context.visit).response(
            text, voice: voice, context.logger)
    }

    private func recording(_ id: String, _ context: PageContext) async throws -> Response {
        let wav = try await withStorage(context.logger) { try await services.sounds.wav(sound: id, sampleRate: 8_000) }
        guard let wav else {
            throw Problem.validation([
                .init(field: "recording", message: context.visit.text("admin.sounds.chooseFirst"))
            ])
        }
        return PromptPreview.wav(wav)
    }
}

import Administration
import HelpDesk
import Hummingbird
import HummingbirdCore
import WebServer

/// `/admin/voices`: the voices of the prompts, each of which can speak any text as a sample.
struct VoicePages: Sendable {
    let services: PageServices
    let renderer: PageRenderer

    func add(to group: RouterGroup<PageContext>) {
        group.get(use: list)
        group.post("preview", use: preview)
    }

    @Sendable
    private func list(_ request: Request, context: PageContext) async throws -> Response {
        let visit = context.visit
        let rows = services.voices.voices().map { voice -> PageContent in
            let routes = services.settings.settings(.route).filter { $0.content.typed("voice") == voice.name }.map(\.id)
            return [
                "voiceName": voice.name, "voiceTitle": voice.title, "voiceLanguage": voice.language,
                "direction": voice.isRightToLeft ? "rtl" : "ltr",
                "sample": voice.texts[.requestSent] ?? "",
                "routes": routes.joined(separator: visit.text("layout.listSeparator")),
            ]
        }
        return renderer.page(.voices, title: visit.text("admin.voices.title"), ["rows": rows], for: visit)
    }

    @Sendable
    private func preview(_ request: Request, context: PageContext) async throws -> Response {
        try await PromptPreview(services: services, visit: context.visit)
            .response(context.form.text("text"), voice: context.form.text("voice"), context.logger)
    }
}

import Administration
import HelpDesk
import Hummingbird
import HummingbirdCore
import Logging
import WebServer

/// `/admin/sources`: the CRMs that are asked for an operator's manager.
struct SourcePages: Sendable {
    let services: PageServices
    let renderer: PageRenderer

    func add(to group: RouterGroup<PageContext>) {
        group.get(use: list)
        group.get("{id}/test", use: ask)
        group.post("{id}/test", use: test)
        SettingEditor<SourceDraft>(services: services, renderer: renderer).add(to: group)
    }

    @Sendable
    private func list(_ request: Request, context: PageContext) async throws -> Response {
        let visit = context.visit
        let mappings = services.mappings.mappings()
        let rows = services.settings.settings(.source).map { setting -> PageContent in
            let mapping = setting.content.typed("mapping")
            let link = "/admin/sources/\(PageAddress.encoded(setting.id))"
            return [
                "link": link, "testLink": "\(link)/test", "sourceID": setting.id,
                "mapping": mappings.first { $0.name == mapping }?.title(in: visit.language) ?? mapping,
                "baseURL": setting.content.typed("baseURL"),
                "fault": services.mappings.fault(ofMapping: mapping) ?? "",
            ]
        }
        return renderer.page(
            .sources, title: visit.text("admin.sources.title"), ["rows": rows, "isEmpty": rows.isEmpty],
            for: visit)
    }

    @Sendable
    private func ask(_ request: Request, context: PageContext) async throws -> Response {
        try page(["isAsked": false], context)
    }

    /// Asks the CRM, and shows what was sent and answered.
    @Sendable
    private func test(_ request: Request, context: PageContext) async throws -> Response {
        let caller = context.form.number("operator")
        guard (1...64).contains(caller.utf8.count) else {
            return try page(["isAsked": false, "fault": context.visit.text("admin.sources.test.whom")], context)
        }
        let trace: SourceTrace?
        do {
            trace = try await services.sources.ask(try source(context).id, about: caller)
        } catch is CancellationError {
            throw CancellationError()
        } catch let problem as Problem {
            throw problem
        } catch {
            // The source cannot be asked; the error says why.
            return try page(["isAsked": false, "fault": "\(error)"], context)
        }
        guard let trace else { throw Problem.unknownSource(String(try source(context).id.prefix(64))) }
        return try page(content(trace, context.visit), context)
    }

    private func content(_ trace: SourceTrace, _ visit: PageVisit) -> PageContent {
        let isFound = [LookupReport.Result.found, .cached].contains(trace.result)
        return [
            "isAsked": true, "tone": isFound ? "good" : trace.result == .notFound ? "busy" : "bad",
            "result": visit.language.text(ifPresent: "lookup.\(trace.result.rawValue)") ?? trace.result.rawValue,
            "milliseconds": took(trace.milliseconds, visit),
            "reason": visit.language.words(for: trace.reason), "detail": trace.detail ?? "",
            "message": trace.message ?? "",
            "managers": trace.managers.map { manager -> PageContent in
                [
                    "extension": manager.extension, "managerName": manager.name ?? "",
                    "managerDepartment": manager.department ?? "",
                ]
            },
            "hasManagers": !trace.managers.isEmpty,
            "exchanges": (trace.exchanges ?? []).enumerated().map { offset, exchange -> PageContent in
                [
                    "position": visit.language.dates.number(offset + 1), "method": exchange.method, "url": exchange.url,
                    "sent": (exchange.requestHeaders + ["", exchange.requestBody]).joined(separator: "\n"),
                    "status": exchange.status.map { "\($0)" } ?? "", "failure": exchange.failure ?? "",
                    "answered": (exchange.responseHeaders + ["", exchange.responseBody]).joined(separator: "\n"),
                    "took": took(exchange.milliseconds, visit),
                ]
            },
        ]
    }

    private func took(_ milliseconds: Int, _ visit: PageVisit) -> String {
        visit.text("admin.sources.test.took", ["count": visit.language.dates.number(milliseconds)])
    }

    private func page(_ content: PageContent, _ context: PageContext) throws -> Response {
        var content = content
        let source = try source(context)
        content["sourceID"] = source.id
        content["link"] = "/admin/sources/\(PageAddress.encoded(source.id))"
        content["operator"] = context.form.text("operator")
        content["hasFault"] = content["fault"] != nil
        return renderer.page(
            .sourceTest, title: context.visit.text("admin.sources.test.title", ["source": source.id]), content,
            for: context.visit)
    }

    private func source(_ context: PageContext) throws -> Setting {
        let id = context.parameters.get("id") ?? ""
        guard let setting = services.settings.setting(.source, id) else {
            throw Problem.unknownSource(String(id.prefix(64)))
        }
        return setting
    }
}

import Administration
import Foundation
import Hummingbird
import HummingbirdCore
import LocatedYAML
import Logging
import WebServer

/// The pages on which settings of one kind are created, changed and removed.
///
/// They work with plain forms: a refused form is shown again as filled in, with the faults next to the fields; a stored
/// one redirects to the list.
struct SettingEditor<Draft: SettingDraft>: Sendable {
    let services: PageServices
    let renderer: PageRenderer
    /// The response after a setting was created, to show something once; `nil` redirects to the list.
    var whenMade: @Sendable (Draft, Setting, PageContext) -> Response? = { _, _, _ in nil }

    private var section: AdminSection { AdminSection(Draft.kind) }
    private var texts: String { "admin.\(section.rawValue)" }

    func add(to group: RouterGroup<PageContext>) {
        group.get("new") { request, context in
            if let draft = copy(of: request.uri.queryParameters.get("copy"), for: context.visit) {
                return try await show(draft, isNew: true, tag: "", context)
            }
            var blank = PageForm()
            for (name, value) in request.uri.queryParameters { blank.add(String(name), String(value)) }
            return try await show(Draft(blank), isNew: true, tag: "", context)
        }
        group.post("new", use: make)
        group.get("{id}", use: edit)
        group.post("{id}", use: change)
        group.post("{id}/remove", use: remove)
    }

    private func copy(of id: String?, for visit: PageVisit) -> Draft? {
        let setting = id.flatMap { services.settings.setting(Draft.kind, $0) }
        return setting.flatMap { Draft(stored: $0.content).copy(in: services, for: visit) }
    }

    @Sendable
    private func edit(_ request: Request, context: PageContext) async throws -> Response {
        let setting = try stored(context)
        return try await show(Draft(stored: setting.content), isNew: false, tag: setting.tag, context)
    }

    @Sendable
    private func make(_ request: Request, context: PageContext) async throws -> Response {
        var draft = Draft(context.form)
        if context.form.has("action") {
            draft.perform(context.form.text("action"))
            return try await show(draft, isNew: true, tag: "", context)
        }
        if draft.id.isEmpty {
            draft.id = context.form.text("suggestedID")
            if isStored(draft) { return .redirect(to: "\(section.path)?notice=saved", type: .normal) }
            if draft.id.isEmpty || services.settings.setting(Draft.kind, draft.id) != nil { draft.id = freeID() }
        }
        let faults = try await completed(&draft, isNew: true, context)
        guard faults.isEmpty else { return try await show(draft, isNew: true, tag: "", faults: faults, context) }
        let setting: Setting
        do throws(AdministrationError) {
            setting = try await services.settings.make(
                Draft.kind, draft.content(over: nil), by: context.user.author)
        } catch {
            return try await show(draft, isNew: true, tag: "", faults: try self.faults(error, context), context)
        }
        return try await refusalOfWhatFollows(draft, setting, context) ?? whenMade(draft, setting, context)
            ?? .redirect(to: "\(section.path)?notice=saved", type: .normal)
    }

    @Sendable
    private func change(_ request: Request, context: PageContext) async throws -> Response {
        let setting = try stored(context)
        var draft = Draft(context.form)
        draft.id = setting.id
        let tag = context.form.text("tag")
        if context.form.has("action") {
            draft.perform(context.form.text("action"))
            return try await show(draft, isNew: false, tag: tag, context)
        }
        let faults = try await completed(&draft, isNew: false, context)
        guard faults.isEmpty else { return try await show(draft, isNew: false, tag: tag, faults: faults, context) }
        let changed: Setting
        do throws(AdministrationError) {
            changed = try await services.settings.put(
                Draft.kind, setting.id, draft.content(over: setting.content), if: .matches([tag]),
                by: context.user.author
            ).setting
        } catch {
            guard case .changed = error else {
                return try await show(draft, isNew: false, tag: tag, faults: try self.faults(error, context), context)
            }
            // Submitting again overwrites the other administrator's change, of which the form now warns.
            return try await show(
                draft, isNew: false, tag: services.settings.setting(Draft.kind, setting.id)?.tag ?? "",
                isOvertaken: true, context)
        }
        return try await refusalOfWhatFollows(draft, changed, context)
            ?? .redirect(to: "\(section.path)?notice=saved", type: .normal)
    }

    /// Runs the follow-up work of a stored setting.
    ///
    /// - Returns: the form with the reason if that was refused; `nil` if it was done.
    private func refusalOfWhatFollows(
        _ draft: Draft, _ setting: Setting, _ context: PageContext
    ) async throws -> Response? {
        do throws(AdministrationError) {
            try await draft.follow(in: services, by: context.user.author)
            return nil
        } catch {
            return try await show(
                draft, isNew: false, tag: setting.tag, faults: try faults(error, context), context)
        }
    }

    @Sendable
    private func remove(_ request: Request, context: PageContext) async throws -> Response {
        let setting = try stored(context)
        do throws(AdministrationError) {
            try await services.settings.remove(Draft.kind, setting.id, if: .exists, by: context.user.author)
            return .redirect(to: "\(section.path)?notice=removed", type: .normal)
        } catch {
            guard case .inUse(_, let places) = error else { throw Problem(error, logger: context.logger) }
            return try await show(
                Draft(stored: setting.content), isNew: false, tag: setting.tag, places: places, context)
        }
    }

    private func completed(_ draft: inout Draft, isNew: Bool, _ context: PageContext) async throws -> [LocatedProblem] {
        var completed = draft
        defer { draft = completed }
        do {
            return try await completed.complete(context.form, isNew: isNew, in: services, for: context.visit)
        } catch is CancellationError {
            throw CancellationError()
        } catch {
            context.logger.error("the database cannot be used", metadata: ["error": "\(error)"])
            throw Problem.storageUnavailable
        }
    }

    private func show(
        _ draft: Draft, isNew: Bool, tag: String, faults: [LocatedProblem] = [], isOvertaken: Bool = false,
        places: [String] = [], _ context: PageContext
    ) async throws -> Response {
        let visit = context.visit
        var writer = FieldWriter(visit: visit, scope: "fields.\(Draft.kind.rawValue)", faults: faults)
        var content = try await withStorage(context.logger) {
            try await draft.fields(&writer, isNew: isNew, services: services)
        }
        content["isNew"] = isNew
        content["isRestorable"] = true
        content["isRestored"] = Draft.hasUnkeptFields && context.form.isRestored
        // A form that was sent and is shown again was not stored.
        content["isUnsaved"] = context.form.has("sent")
        content["suggestedID"] = isNew && draft.id.isEmpty ? freeID() : ""
        content["tag"] = tag
        content["list"] = section.path
        content["target"] = isNew ? "\(section.path)/new" : "\(section.path)/\(PageAddress.encoded(draft.id))"
        content["isOvertaken"] = isOvertaken
        content["rest"] = writer.rest
        content["hasRest"] = !writer.rest.isEmpty
        content["hasFaults"] = !faults.isEmpty
        content["isInUse"] = !places.isEmpty
        content["places"] = places.map { SettingPlace($0).content(for: visit) }
        if (content["removal"] as? String ?? "").isEmpty {
            content["removal"] = visit.text("\(texts).removal", ["name": draft.name])
        }
        return renderer.page(
            Draft.template, title: isNew ? visit.text("\(texts).add") : draft.name, content, for: visit,
            status: isOvertaken || !places.isEmpty ? .conflict : faults.isEmpty ? .ok : .unprocessableContent,
            scripts: Draft.scripts)
    }

    private func stored(_ context: PageContext) throws -> Setting {
        let text = context.parameters.get("id") ?? ""
        let id = text.removingPercentEncoding ?? text
        guard let setting = services.settings.setting(Draft.kind, id) else {
            throw Problem.unknownSetting(Draft.kind, id)
        }
        return setting
    }

    private func faults(_ refusal: AdministrationError, _ context: PageContext) throws -> [LocatedProblem] {
        switch refusal {
        case .invalid(let faults): return faults
        case .exists: return [LocatedProblem(path: Draft.kind.idField, message: "is there already", code: "exists")]
        default: throw Problem(refusal, logger: context.logger)
        }
    }

    /// Whether the same setting is already stored: the user has gone back to the form and sent it again.
    private func isStored(_ draft: Draft) -> Bool {
        guard let stored = services.settings.setting(Draft.kind, draft.id) else { return false }
        return Draft(stored: stored.content).content(over: nil) == draft.content(over: nil)
    }

    /// Returns the first free id, for users who do not choose one.
    private func freeID() -> String {
        switch Draft.kind {
        case .operator, .route: return ""
        case .department, .source, .webhook, .subscription:
            let taken = Set(services.settings.settings(Draft.kind).map(\.id))
            let free = (1...).lazy.map { "\(Draft.kind.rawValue)-\($0)" }.first { !taken.contains($0) }
            return free ?? ""
        }
    }
}

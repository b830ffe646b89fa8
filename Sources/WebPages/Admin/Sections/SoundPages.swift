import Administration
import Foundation
import HTTPTypes
import HelpDesk
import Hummingbird
import HummingbirdCore
import LocatedYAML
import Logging
import WebServer

/// `/admin/sounds`: the recordings that prompts may play.
struct SoundPages: Sendable {
    let services: PageServices
    let renderer: PageRenderer

    func add(to group: RouterGroup<PageContext>) {
        group.get(use: list)
        group.post(use: upload)
        group.get("{id}", use: edit)
        group.post("{id}", use: change)
        group.get("{id}/audio", use: audio)
        group.post("{id}/remove", use: remove)
    }

    @Sendable
    private func list(_ request: Request, context: PageContext) async throws -> Response {
        try await list(faults: [], context)
    }

    private func list(faults: [LocatedProblem], _ context: PageContext) async throws -> Response {
        let visit = context.visit
        let users = users()
        let rows = try await withStorage(context.logger) { try await services.sounds.sounds() }.map {
            sound -> PageContent in
            let path = "/admin/sounds/\(sound.id)"
            return [
                "link": path, "audio": "\(path)/audio", "soundName": sound.name, "format": sound.format,
                "seconds": visit.text(
                    "admin.sounds.seconds", ["count": visit.language.dates.localized(Self.tenths(sound.seconds))]),
                "updated": visit.language.dates.day(sound.updatedAt),
                "routes": (users[sound.id] ?? []).joined(separator: visit.text("layout.listSeparator")),
            ]
        }
        var writer = FieldWriter(visit: visit, scope: "fields.sound", faults: faults)
        let name = writer.text("name", context.form.text("name"), isOptional: true)
        let fault = writer.fault("file")
        return renderer.page(
            .sounds, title: visit.text("admin.sounds.title"),
            [
                "rows": rows, "isEmpty": rows.isEmpty, "name": name, "phone": context.user.extension ?? "",
                "fault": fault ?? "", "hasFault": fault != nil,
            ], for: visit, status: faults.isEmpty ? .ok : .unprocessableContent, scripts: [.files])
    }

    @Sendable
    private func upload(_ request: Request, context: PageContext) async throws -> Response {
        guard let file = context.form.files["file"] else {
            return try await list(faults: [Self.fileFault(context.visit.text("admin.sounds.chooseFirst"))], context)
        }
        // A sound without a name is named after its file.
        let name = context.form.text("name").nonEmpty ?? String(file.name.prefix { $0 != "." })
        if let fault = Self.nameFault(name, context.visit) { return try await list(faults: [fault], context) }
        do {
            let id = "sound-\(UUID().uuidString.lowercased().prefix(8))"
            try await stored(context.logger) { _ = try await services.sounds.add(id, name: name, file: file.bytes) }
            return .redirect(to: "/admin/sounds?notice=saved", type: .normal)
        } catch let error as AdministrationError {
            return try await list(faults: [Self.fileFault(context.visit.words(for: error))], context)
        }
    }

    @Sendable
    private func edit(_ request: Request, context: PageContext) async throws -> Response {
        let sound = try await sound(context)
        return page(sound, name: sound.name, revision: "\(sound.revision)", context)
    }

    @Sendable
    private func change(_ request: Request, context: PageContext) async throws -> Response {
        let sound = try await sound(context)
        let name = context.form.text("name")
        let revision = context.form.text("tag")
        if context.form.has("action") { return page(sound, name: name, revision: revision, context) }
        if let fault = Self.nameFault(name, context.visit) {
            return page(sound, name: name, revision: revision, faults: [fault], context)
        }
        do {
            try await stored(context.logger) {
                _ = try await services.sounds.replace(
                    sound.id, name: name, file: context.form.files["file"]?.bytes, ifRevision: Int(revision) ?? 0)
            }
            return .redirect(to: "/admin/sounds?notice=saved", type: .normal)
        } catch AdministrationError.changed {
            return page(sound, name: name, revision: "\(sound.revision)", isOvertaken: true, context)
        } catch let error as AdministrationError {
            return page(
                sound, name: name, revision: revision,
                faults: [Self.fileFault(context.visit.words(for: error))], context)
        }
    }

    @Sendable
    private func remove(_ request: Request, context: PageContext) async throws -> Response {
        let sound = try await sound(context)
        do {
            try await stored(context.logger) { try await services.sounds.remove(sound.id, ifRevision: nil) }
            return .redirect(to: "/admin/sounds?notice=removed", type: .normal)
        } catch AdministrationError.inUse(_, let routes) {
            let places = routes.map { SettingPlace("\(SettingKind.route.rawValue) \($0)") }
            return page(sound, name: sound.name, revision: "\(sound.revision)", places: places, context)
        } catch let error as AdministrationError {
            throw Problem(error, logger: context.logger)
        }
    }

    @Sendable
    private func audio(_ request: Request, context: PageContext) async throws -> Response {
        let id = context.parameters.get("id") ?? ""
        let wav = try await withStorage(context.logger) { try await services.sounds.wav(sound: id, sampleRate: 16_000) }
        guard let wav else { throw Problem.unknownSound(String(id.prefix(64))) }
        return PromptPreview.wav(wav)
    }

    private func page(
        _ sound: Sound, name: String, revision: String, faults: [LocatedProblem] = [], isOvertaken: Bool = false,
        places: [SettingPlace] = [], _ context: PageContext
    ) -> Response {
        let visit = context.visit
        var writer = FieldWriter(visit: visit, scope: "fields.sound", faults: faults)
        let nameField = writer.text("name", name)
        let fault = writer.fault("file")
        let content: PageContent = [
            "target": "/admin/sounds/\(sound.id)", "audio": "/admin/sounds/\(sound.id)/audio", "tag": revision,
            "name": nameField, "fault": fault ?? "", "hasFault": fault != nil, "hasFaults": !faults.isEmpty,
            "rest": writer.rest, "hasRest": !writer.rest.isEmpty, "isOvertaken": isOvertaken, "isNew": false,
            "isInUse": !places.isEmpty,
            "places": places.map { $0.content(for: visit) }, "phone": context.user.extension ?? "",
            "list": "/admin/sounds", "isRestorable": true, "isUnsaved": context.form.has("sent"),
            "isRestored": context.form.isRestored,
            "removal": visit.text("admin.sounds.removal", ["name": sound.name]),
        ]
        let status: HTTPResponse.Status =
            isOvertaken || !places.isEmpty ? .conflict : faults.isEmpty ? .ok : .unprocessableContent
        return renderer.page(
            .sound, title: sound.name, content, for: visit, status: status, scripts: [.files])
    }

    private func sound(_ context: PageContext) async throws -> Sound {
        let id = context.parameters.get("id") ?? ""
        guard let sound = try await withStorage(context.logger, { try await services.sounds.sound(id) }) else {
            throw Problem.unknownSound(String(id.prefix(64)))
        }
        return sound
    }

    /// Rethrows what the service refuses, and converts other errors to a problem.
    private func stored(_ logger: Logger, _ work: () async throws -> Void) async throws {
        do {
            try await work()
        } catch let error as AdministrationError {
            throw error
        } catch {
            try await withStorage(logger) { throw error }
        }
    }

    /// Returns the codes of the routes that play each sound.
    private func users() -> [String: [String]] {
        var users: [String: [String]] = [:]
        for route in services.settings.settings(.route) {
            let prompts = route.content["prompts"]?.members ?? []
            for id in Set(prompts.map { $0.value.typed("recording") }) { users[id, default: []].append(route.id) }
        }
        return users
    }

    private static func nameFault(_ name: String, _ visit: PageVisit) -> LocatedProblem? {
        Sound.isName(name) ? nil : LocatedProblem(path: "name", message: visit.text("fields.sound.name.fault"))
    }

    private static func fileFault(_ message: String) -> LocatedProblem {
        LocatedProblem(path: "file", message: message)
    }

    private static func tenths(_ seconds: Double) -> String {
        let tenths = max(0, (seconds * 10).saturated)
        return "\(tenths / 10).\(tenths % 10)"
    }
}

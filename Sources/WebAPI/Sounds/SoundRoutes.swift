import Administration
import Foundation
import HTTPTypes
import HelpDesk
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import WebEncoding
import WebServer

/// `/v1/sounds`: recordings that replace spoken prompts, and previews of spoken prompts.
struct SoundRoutes: Sendable {
    private static let maximumFormBytes = 64 * 1_024

    let sounds: SoundService

    func add(to group: RouterGroup<AuthenticatedRequestContext>) {
        group.get(use: list)
        group.post(use: create)
        group.post("preview", use: preview)
        group.get("{id}", use: show)
        group.get("{id}/audio", use: audio)
        group.put("{id}", use: replace)
        group.delete("{id}", use: remove)
    }

    @Sendable
    private func list(_ request: Request, context: AuthenticatedRequestContext) async throws -> Response {
        let items = try await answering(context.logger) { try await sounds.sounds() }
        return try .json(SoundList(items: items))
    }

    @Sendable
    private func show(_ request: Request, context: AuthenticatedRequestContext) async throws -> Response {
        let id = try Self.id(context)
        guard let sound = try await answering(context.logger, { try await sounds.sound(id) }) else {
            throw Problem.unknownSound(id)
        }
        return try Self.answer(sound)
    }

    /// Creates a sound.
    ///
    /// The body is the audio file itself; `id` and `name` are in the query.
    @Sendable
    private func create(_ request: Request, context: AuthenticatedRequestContext) async throws -> Response {
        try QueryReader(request.uri, known: ["id", "name"]).check()
        let id = request.uri.formField("id") ?? "sound-\(UUID().uuidString.lowercased().prefix(8))"
        guard Sound.isID(id) else {
            throw Problem.validation([
                .init(field: "id", message: "must have 1 to 64 letters, digits, '-' and '_', and is not 'preview'")
            ])
        }
        let name = try Self.name(request) ?? id
        let file = try await Self.recording(request)
        let sound = try await answering(context.logger) { try await sounds.add(id, name: name, file: file) }
        var response = try Self.answer(sound, status: .created)
        response.headers[.location] = "/v1/sounds/\(sound.id)"
        return response
    }

    /// Replaces a sound.
    ///
    /// The body is a new audio file, or empty if only the name in the query changes.
    @Sendable
    private func replace(_ request: Request, context: AuthenticatedRequestContext) async throws -> Response {
        let id = try Self.id(context)
        try QueryReader(request.uri, known: ["name"]).check()
        let revision = try await revision(of: id, request, context)
        let name = try Self.name(request)
        let file = try await Self.recording(request)
        guard name != nil || !file.isEmpty else {
            throw Problem.validation([
                .init(field: "body", message: "send an audio file as the body, or a new name in the query")
            ])
        }
        let sound = try await answering(context.logger) {
            try await sounds.replace(id, name: name, file: file.isEmpty ? nil : file, ifRevision: revision)
        }
        return try Self.answer(sound)
    }

    @Sendable
    private func remove(_ request: Request, context: AuthenticatedRequestContext) async throws -> Response {
        let id = try Self.id(context)
        let revision = try await revision(of: id, request, context)
        try await answering(context.logger) { try await sounds.remove(id, ifRevision: revision) }
        return Response(status: .noContent)
    }

    @Sendable
    private func audio(_ request: Request, context: AuthenticatedRequestContext) async throws -> Response {
        let id = try Self.id(context)
        var reader = QueryReader(request.uri, known: ["rate"])
        let rates = SoundPreviewForm.rates
        let rate =
            reader.parsed("rate", "must be one of \(rates.map(String.init).joined(separator: ", "))") { text in
                Int(text.plainNumber).flatMap { rates.contains($0) ? $0 : nil }
            } ?? rates[0]
        try reader.check()
        let wav = try await answering(context.logger) { try await sounds.wav(sound: id, sampleRate: rate) }
        guard let wav else { throw Problem.unknownSound(id) }
        return Self.wav(wav)
    }

    @Sendable
    private func preview(_ request: Request, context: AuthenticatedRequestContext) async throws -> Response {
        let form = try SoundPreviewForm(try await request.jsonBody(upTo: Self.maximumFormBytes))
        let wav = try await answering(context.logger) {
            try await sounds.preview(form.text, voice: form.voice, sampleRate: form.rate)
        }
        return Self.wav(wav)
    }

    static func id(_ context: AuthenticatedRequestContext) throws -> String {
        let id = context.parameters.get("id") ?? ""
        guard Sound.isID(id) else { throw Problem.unknownSound(String(id.prefix(64))) }
        return id
    }

    private static func name(_ request: Request) throws -> String? {
        guard let name = request.uri.formField("name") else { return nil }
        // Check the name before reading the file.
        do throws(AdministrationError) { try SoundService.checkName(name) } catch { throw Problem(error) }
        return name
    }

    /// Returns the current revision if `If-Match` names it, for a conditional change; `nil` if any revision may be
    /// replaced.
    private func revision(
        of id: String, _ request: Request, _ context: AuthenticatedRequestContext
    ) async throws -> Int? {
        let condition = request.condition
        if condition == .none || condition == .exists { return nil }
        guard let sound = try await answering(context.logger, { try await sounds.sound(id) }) else {
            throw Problem.unknownSound(id)
        }
        guard case .matches(let tags) = condition, tags.contains(Self.tag(sound)) else {
            throw Problem.soundChanged
        }
        return sound.revision
    }

    private static func recording(_ request: Request) async throws -> [UInt8] {
        // Otherwise the form around the file would be taken for it, and refused as no audio.
        guard request.headers[.contentType].map({ MediaType($0).essence }) != "multipart/form-data" else {
            throw Problem(
                .unsupportedMediaType, code: "unsupported_media_type",
                detail: "the body is a form; send the audio file itself as the body: curl --data-binary @file")
        }
        return Array(try await request.body(upTo: Sound.maximumFileBytes).readableBytesView)
    }

    private static func answer(_ sound: Sound, status: HTTPResponse.Status = .ok) throws -> Response {
        var response = try Response.json(sound, status: status)
        response.headers[.eTag] = "\"\(tag(sound))\""
        return response
    }

    /// Returns the entity tag.
    ///
    /// It includes the creation time, because a sound that replaces a removed one starts at the same revision.
    private static func tag(_ sound: Sound) -> String {
        "\((sound.createdAt.timeIntervalSince1970 * 1_000).saturated)-\(sound.revision)"
    }

    private static func wav(_ bytes: [UInt8]) -> Response {
        Response(
            status: .ok, headers: [.contentType: "audio/wav"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
    }

    private func answering<Value: Sendable>(_ logger: Logger, _ body: () async throws -> Value) async throws -> Value {
        do {
            return try await body()
        } catch let error as AdministrationError {
            throw Problem(error, logger: logger)
        } catch let error as CancellationError {
            throw error
        } catch {
            logger.error("sounds cannot be read or written", metadata: ["error": "\(error)"])
            throw Problem.storageUnavailable
        }
    }
}

private struct SoundList: Encodable {
    var items: [Sound]
}

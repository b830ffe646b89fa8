import HTTPTypes

extension Problem {
    public static func unknownSound(_ id: String) -> Problem {
        Problem(.notFound, code: "unknown_sound", detail: "no sound has the id \(id)")
    }

    public static let soundChanged = Problem(
        .preconditionFailed, code: "sound_changed",
        detail: "the sound has been changed since it was read; read it again and send its ETag as If-Match")

    public init(_ error: SoundDeskError) {
        switch error {
        case .unknown(let id):
            self = .unknownSound(id)
        case .changed:
            self = .soundChanged
        case .exists(let id):
            self = Problem(
                .conflict, code: "sound_exists",
                detail: "a sound with the id \(id) is there already; take another id, or replace it with PUT")
        case .inUse(let id, let routes):
            self = Problem(
                .conflict, code: "sound_in_use",
                detail: "the sound \(id) is a prompt of the routes \(routes.joined(separator: ", ")); change them first"
            )
        case .refused(let code, let reason):
            self = Problem(.unprocessableContent, code: code, detail: reason)
        case .tooLarge(let maximumBytes):
            self = .bodyTooLarge(limit: maximumBytes)
        case .unspeakable(let field, let reason):
            self = .validation([FieldError(field: field, message: reason)])
        }
    }
}

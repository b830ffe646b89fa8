import HelpDesk
import NIOCore
import WebServer

/// The body of `POST /v1/sounds/{id}/record`: `{"extension": "101"}`, with optional `name` and `voice`.
enum SoundRecordingForm {
    /// - Throws: `Problem` naming every invalid field.
    static func order(_ body: ByteBuffer, sound: String) throws -> SoundRecordingOrder {
        var form = try JSONForm(
            body, fields: ["extension", "name", "voice"], example: #"{"extension":"101"}"#)
        let order = SoundRecordingOrder(
            sound: sound, extension: form.requiredNumber("extension"),
            name: form.nonEmptyText("name", longest: Sound.maximumNameLength), voice: form.nonEmptyText("voice"))
        try form.check()
        return order
    }
}

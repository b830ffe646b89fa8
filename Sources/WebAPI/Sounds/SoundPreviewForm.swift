import HelpDesk
import NIOCore
import WebServer

/// The body of `POST /v1/sounds/preview`: `{"text": "…", "voice": "fa", "rate": 8000}`.
struct SoundPreviewForm {
    /// The sample rates for listening to a sound; the first is the default.
    static let rates = [8_000, 16_000]

    let text: String
    let voice: String
    let rate: Int

    /// - Throws: `Problem` naming every invalid field.
    init(_ body: ByteBuffer) throws {
        var form = try JSONForm(
            body, fields: ["text", "voice", "rate"], example: #"{"text":"…","voice":"fa"}"#)
        text = form.required("text", longest: PromptSource.maximumTextLength, allowsLines: true)
        voice = form.required("voice")
        rate = form.number("rate", of: Self.rates) ?? Self.rates[0]
        try form.check()
    }
}

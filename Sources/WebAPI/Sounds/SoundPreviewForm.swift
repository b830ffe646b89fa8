import Foundation
import NIOCore
import WebServer

/// The body of `POST /v1/sounds/preview`: `{"text": "…", "voice": "fa", "rate": 8000}`.
struct SoundPreviewForm {
    let text: String
    let voice: String
    let rate: Int

    private struct Body: Decodable {
        var text: String?
        var voice: String?
        var rate: Int?
    }

    /// - Throws: `Problem`.
    init(_ body: ByteBuffer) throws {
        let form: Body
        do {
            form = try JSONDecoder().decode(Body.self, from: Data(body.readableBytesView))
        } catch DecodingError.typeMismatch(_, let context) {
            let field = context.codingPath.last?.stringValue ?? "body"
            let expected = field == "rate" ? "a number" : field == "body" ? "a JSON object" : "a string"
            throw Problem.validation([.init(field: field, message: "must be \(expected)")])
        } catch {
            throw Problem.invalidJSON("send an object such as {\"text\":\"…\",\"voice\":\"fa\"}")
        }
        var errors: [Problem.FieldError] = []
        for (field, value) in [("text", form.text), ("voice", form.voice)] where value?.isEmpty ?? true {
            errors.append(.init(field: field, message: "is missing"))
        }
        guard errors.isEmpty, let text = form.text, let voice = form.voice else { throw Problem.validation(errors) }
        self.text = text
        self.voice = voice
        rate = try SoundRoutes.sampleRate(form.rate.map(String.init), field: "rate")
    }
}

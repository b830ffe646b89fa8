import Foundation
import HelpDesk
import NIOCore
import WebServer

/// The body of `POST /v1/sounds/{id}/record`: `{"extension": "101"}`, with `name` and `voice` where they are wanted.
struct SoundRecordingForm {
    private struct Body: Decodable {
        var `extension`: String?
        var name: String?
        var voice: String?
    }

    /// - Throws: `Problem`.
    static func order(_ body: ByteBuffer, sound: String) throws -> SoundRecordingOrder {
        let form: Body
        do {
            form = try JSONDecoder().decode(Body.self, from: Data(body.readableBytesView))
        } catch DecodingError.typeMismatch(_, let context) {
            let field = context.codingPath.last?.stringValue ?? "body"
            throw Problem.validation([
                .init(field: field, message: "must be \(field == "body" ? "a JSON object" : "a string")")
            ])
        } catch {
            throw Problem.invalidJSON("send an object such as {\"extension\":\"101\"}")
        }
        guard let number = form.extension?.plainNumber, !number.isEmpty else {
            throw Problem.validation([.init(field: "extension", message: "is missing")])
        }
        guard form.voice?.isEmpty != true else {
            throw Problem.validation([.init(field: "voice", message: "is empty; leave it out to take a route's")])
        }
        return SoundRecordingOrder(
            sound: sound, extension: number, name: try form.name.map(SoundRoutes.checkedName), voice: form.voice)
    }
}

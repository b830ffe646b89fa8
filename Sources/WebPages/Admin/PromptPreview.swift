import Administration
import HTTPTypes
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import WebServer

/// A renderer of texts as callers would hear them.
struct PromptPreview: Sendable {
    let services: PageServices
    let visit: PageVisit

    /// - Throws: `Problem`, worded for the person who typed the text.
    func response(_ text: String, voice: String, _ logger: Logger) async throws -> Response {
        guard !text.isEmpty else {
            throw Problem.validation([.init(field: "text", message: visit.text("admin.voices.typeFirst"))])
        }
        do {
            return Self.wav(try await services.sounds.preview(text, voice: voice, sampleRate: 8_000))
        } catch let error as AdministrationError {
            throw Problem(error, logger: logger)
        } catch is CancellationError {
            throw CancellationError()
        } catch {
            logger.error("a text cannot be spoken", metadata: ["error": "\(error)"])
            throw Problem.storageUnavailable
        }
    }

    static func wav(_ bytes: [UInt8]) -> Response {
        Response(
            status: .ok, headers: [.contentType: "audio/wav"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
    }
}

import HTTPTypes
import HelpDesk
public import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import WebEncoding
public import WebServer

/// `GET /prompts/{digest}.wav`, for the PBX: a prompt can be fetched only by its digest.
public struct PromptRoutes: Sendable {
    private let files: any PromptFiles

    public init(files: any PromptFiles) {
        self.files = files
    }

    /// Registers the route.
    public func add(to router: Router<WebRequestContext>) {
        router.get("prompts/{digest}.wav", use: show)
    }

    @Sendable
    private func show(_ request: Request, context: WebRequestContext) async throws -> Response {
        let digest = context.parameters.get("digest") ?? ""
        guard digest.utf8.count == 64, digest.utf8.allSatisfy(\.isLowercaseHexadecimal),
            let file = try await file(digest, context)
        else { throw Problem.unknownPrompt }

        let tag = "\"\(digest)\""
        // The digest identifies the content, so the file at this path never changes.
        let headers: HTTPFields = [
            .acceptRanges: "bytes", .cacheControl: "public, max-age=31536000, immutable", .eTag: tag,
        ]
        if let known = request.headers[.ifNoneMatch], Self.names(known, tag) {
            var response = Response(status: .notModified, headers: headers)
            response.headers[.contentLength] = nil
            return response
        }
        switch Self.range(request, tag: tag, size: file.count) {
        case .whole:
            return Self.audio(file, headers, status: .ok)
        case .part(let range):
            var headers = headers
            headers[.contentRange] = "bytes \(range.lowerBound)-\(range.upperBound - 1)/\(file.count)"
            return Self.audio(Array(file[range]), headers, status: .partialContent)
        case .unsatisfiable:
            throw Problem.rangeNotSatisfiable(size: file.count)
        }
    }

    private func file(_ digest: String, _ context: WebRequestContext) async throws -> [UInt8]? {
        do {
            return try await files.wav(digest: digest)
        } catch let error as PromptRecipesUnavailable {
            context.logger.warning("a prompt of another bridge cannot be looked for", metadata: ["reason": "\(error)"])
            throw Problem.storageUnavailable
        }
    }

    private static func audio(_ bytes: [UInt8], _ headers: HTTPFields, status: HTTPResponse.Status) -> Response {
        var headers = headers
        headers[.contentType] = "audio/wav"
        return Response(
            status: status, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
    }

    /// Returns the requested range.
    ///
    /// Ranges are defined for GET only (RFC 9110, section 14.2), and an `If-Range` that names another file disables
    /// them.
    private static func range(_ request: Request, tag: String, size: Int) -> ByteRange {
        guard request.method == .get, request.headers[.ifRange].map({ $0 == tag }) ?? true else { return .whole }
        return ByteRange(request.headers[.range], size: size)
    }

    /// Whether the field names the tag, by the weak comparison of RFC 9110, section 13.1.2.
    private static func names(_ field: String, _ tag: String) -> Bool {
        field.split(separator: ",").contains { part in
            let part = part.drop { $0 == " " || $0 == "\t" }
            let candidate = part.hasPrefix("W/") ? part.dropFirst(2) : part
            return part == "*" || candidate.prefix { $0 != " " && $0 != "\t" } == tag
        }
    }
}

extension Problem {
    static let unknownPrompt = Problem(.notFound, code: "unknown_prompt", detail: "there is no prompt with this digest")

    /// - Parameter size: the size of the whole file in bytes.
    static func rangeNotSatisfiable(size: Int) -> Problem {
        Problem(
            .rangeNotSatisfiable, code: "range_not_satisfiable", detail: "the file has \(size) bytes",
            headers: [.contentRange: "bytes */\(size)"])
    }
}

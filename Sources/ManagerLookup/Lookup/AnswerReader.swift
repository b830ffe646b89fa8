import ConcurrencyPrimitives
import CurlHTTP
import JSON
import WebEncoding

/// Reads the content of a response in the format of a step's request.
struct AnswerReader: Sendable {
    /// The format of a response.
    enum Format: String, Sendable, CaseIterable {
        case json, xml, text

        /// The value of the `Accept` header field.
        var accept: String {
            switch self {
            case .json: "application/json"
            case .xml: "application/xml, text/xml"
            case .text: "text/plain, text/csv, */*;q=0.5"
            }
        }
    }

    /// The form of names in an XML document.
    enum Names: String, Sendable, CaseIterable {
        /// Names as written, `soap:Body`.
        case prefixed
        /// Names without namespace prefixes, `Body`.
        case local
    }

    static let json = AnswerReader(format: .json)
    /// No encoding grows by more than this factor in UTF-8.
    private static let maximumTextBytes = RequestBuilder.maximumBodyBytes * 4

    let format: Format
    var names = Names.prefixed

    /// Reads the content of a response; empty content is null.
    ///
    /// - Throws: ``LookupFailure`` if the content is not in this format.
    func read(_ bytes: [UInt8], charset: String? = nil, at place: String) throws -> EncodedJSON {
        do {
            guard !bytes.isEmpty else { return EncodedJSON(.null) }
            switch format {
            case .json:
                return try EncodedJSON(
                    parsing: try CharacterEncoding.utf8(ofJSON: bytes, charset: charset, upTo: Self.maximumTextBytes))
            case .xml:
                return EncodedJSON(try XMLReader.json(bytes, charset: charset, names: names))
            case .text:
                let text = try CharacterEncoding.utf8(bytes, charset: charset, upTo: Self.maximumTextBytes)
                return EncodedJSON(.text(String(decoding: text, as: UTF8.self)))
            }
        } catch let failure as CharacterEncoding.Failure {
            throw LookupFailure.unreadable("\(place): the answer is \(failure)")
        } catch let error as ParseError {
            throw LookupFailure.unreadable("\(place): the answer is \(error.problem)")
        }
    }

    /// Reads the content of a response in the encoding of its `Content-Type`.
    ///
    /// Long content is parsed on a thread pool.
    ///
    /// - Throws: ``LookupFailure``, also at the deadline, and `CancellationError`.
    func read(
        _ response: HTTPResponse, at place: String, until deadline: ContinuousClock.Instant
    ) async throws -> EncodedJSON {
        let (bytes, charset) = (response.body, response.header("Content-Type").flatMap { MediaType($0).charset })
        guard bytes.count > ThreadPool.worthIt else { return try read(bytes, charset: charset, at: place) }
        return try await ThreadPool.reading.run(until: deadline) { try read(bytes, charset: charset, at: place) }
    }
}

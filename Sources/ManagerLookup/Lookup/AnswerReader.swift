import ConcurrencyPrimitives
import CurlHTTP
import JSON
import WebEncoding

/// Reads the content of answers as a step's request says.
struct AnswerReader: Sendable {
    /// What an answer is in.
    enum Format: String, Sendable, CaseIterable {
        case json, xml, text

        /// What the CRM is told that we take.
        var accept: String {
            switch self {
            case .json: "application/json"
            case .xml: "application/xml, text/xml"
            case .text: "text/plain, text/csv, */*;q=0.5"
            }
        }
    }

    /// What the names of an XML document look like.
    enum Names: String, Sendable, CaseIterable {
        /// As they are written, `soap:Body`.
        case prefixed
        /// Without namespaces and their prefixes, `Body`.
        case local
    }

    static let json = AnswerReader(format: .json)
    /// No encoding makes more UTF-8 of an answer.
    private static let maximumTextBytes = RequestBuilder.maximumBodyBytes * 4

    let format: Format
    var names = Names.prefixed

    /// Reads an answer's content; an empty one is null.
    ///
    /// - Throws: ``LookupFailure`` when it is not of this format.
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

    /// The content of an answer, in the encoding that its `Content-Type` names. What is long enough to keep a thread busy
    /// is read beside all tasks.
    ///
    /// - Throws: ``LookupFailure`` also when the time is up, `CancellationError`.
    func read(
        _ response: HTTPResponse, at place: String, until deadline: ContinuousClock.Instant
    ) async throws -> EncodedJSON {
        let (bytes, charset) = (response.body, response.header("Content-Type").flatMap { MediaType($0).charset })
        guard bytes.count > ThreadPool.worthIt else { return try read(bytes, charset: charset, at: place) }
        return try await ThreadPool.reading.run(until: deadline) { try read(bytes, charset: charset, at: place) }
    }
}

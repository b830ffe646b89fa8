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
                return try EncodedJSON(parsing: try text(bytes, charset))
            case .xml:
                return EncodedJSON(try XMLReader.json(bytes, charset: charset, names: names))
            case .text:
                return EncodedJSON(.text(String(decoding: try text(bytes, charset), as: UTF8.self)))
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

    /// JSON is UTF-8 (RFC 8259, section 8.1): what is, is believed over what its sender says of it. A NUL is no part of it,
    /// but half of a letter of UTF-16.
    private func text(_ bytes: [UInt8], _ charset: String?) throws(CharacterEncoding.Failure) -> [UInt8] {
        let isUTF8 = format == .json && !bytes.contains(0) && String(validating: bytes, as: UTF8.self) != nil
        return try CharacterEncoding.utf8(
            bytes, charset: isUTF8 ? nil : charset, upTo: RequestBuilder.maximumBodyBytes * 4)
    }
}

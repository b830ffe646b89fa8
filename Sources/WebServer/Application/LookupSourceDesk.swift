/// One question to one lookup source, with everything that was sent and answered; every secret is masked.
public struct SourceTrace: Sendable, Encodable, Equatable {
    /// Somebody whom a request would ring.
    public struct Manager: Sendable, Encodable, Equatable {
        public var `extension`: String
        public var name: String?

        public init(extension number: String, name: String?) {
            self.extension = number
            self.name = name
        }
    }

    /// One request to the CRM and its answer.
    public struct Exchange: Sendable, Encodable, Equatable {
        public var method: String
        public var url: String
        /// `name: value` lines.
        public var requestHeaders: [String]
        public var requestBody: String
        /// `nil` when there was no answer.
        public var status: Int?
        public var responseHeaders: [String]
        public var responseBody: String
        public var milliseconds: Int
        /// Why there was no answer.
        public var failure: String?

        public init(
            method: String, url: String, requestHeaders: [String], requestBody: String, status: Int?,
            responseHeaders: [String], responseBody: String, milliseconds: Int, failure: String?
        ) {
            self.method = method
            self.url = url
            self.requestHeaders = requestHeaders
            self.requestBody = requestBody
            self.status = status
            self.responseHeaders = responseHeaders
            self.responseBody = responseBody
            self.milliseconds = milliseconds
            self.failure = failure
        }
    }

    /// The word that a help request would report, such as `found`.
    public var result: String
    public var milliseconds: Int
    /// Why nobody, in words.
    public var detail: String?
    public var managers: [Manager]
    /// `nil` where it is not asked for.
    public var exchanges: [Exchange]?

    public init(
        result: String, milliseconds: Int, detail: String?, managers: [Manager], exchanges: [Exchange]?
    ) {
        self.result = result
        self.milliseconds = milliseconds
        self.detail = detail
        self.managers = managers
        self.exchanges = exchanges
    }
}

/// Asks lookup sources for the people who set them up.
public protocol LookupSourceDesk: Sendable {
    /// Asks one source who an operator's manager is, now: nothing that is remembered counts, nobody is rung.
    ///
    /// - Parameters:
    ///   - source: its id.
    ///   - caller: the operator's extension; one that the call centre does not know is asked for by his extension alone.
    /// - Returns: `nil` when there is no such source.
    /// - Throws: `CancellationError`, and when the source is not fit to be asked.
    func ask(_ source: String, about caller: String) async throws -> SourceTrace?
}

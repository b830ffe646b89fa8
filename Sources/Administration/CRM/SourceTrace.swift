public import HelpDesk

/// One question to one lookup source, with everything that was sent and answered; every secret is masked.
public struct SourceTrace: Sendable, Codable, Equatable {
    /// Somebody whom a request would ring.
    public struct Manager: Sendable, Codable, Equatable {
        public var `extension`: String
        public var name: String?
        /// As the CRM calls it.
        public var department: String?

        public init(extension number: String, name: String?, department: String? = nil) {
            self.extension = number
            self.name = name
            self.department = department
        }
    }

    /// One request to the CRM and its answer.
    public struct Exchange: Sendable, Codable, Equatable {
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

    /// What a help request would report.
    public var result: LookupReport.Result
    public var milliseconds: Int
    /// Why nobody, where that is one of the usual reasons; `tooSlow` also where no help request waits so long.
    public var reason: LookupReason?
    /// Why nobody, in words.
    public var detail: String?
    /// What the CRM itself says about it, in its own words.
    public var message: String?
    public var managers: [Manager]
    /// `nil` where it is not asked for.
    public var exchanges: [Exchange]?

    public init(
        result: LookupReport.Result, milliseconds: Int, reason: LookupReason? = nil, detail: String?,
        message: String? = nil, managers: [Manager], exchanges: [Exchange]?
    ) {
        self.result = result
        self.milliseconds = milliseconds
        self.reason = reason
        self.detail = detail
        self.message = message
        self.managers = managers
        self.exchanges = exchanges
    }
}

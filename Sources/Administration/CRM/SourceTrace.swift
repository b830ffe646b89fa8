public import HelpDesk

/// A question to a lookup source, with everything that was sent and answered; every secret is masked.
public struct SourceTrace: Sendable, Codable, Equatable {
    /// A person whom a request would ring.
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

    /// A request to the CRM and its response.
    public struct Exchange: Sendable, Codable, Equatable {
        public var method: String
        public var url: String
        /// `name: value` lines.
        public var requestHeaders: [String]
        public var requestBody: String
        /// The status of the response; `nil` if there was none.
        public var status: Int?
        public var responseHeaders: [String]
        public var responseBody: String
        public var milliseconds: Int
        /// The reason why there was no response.
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

    /// The result that a help request would report.
    public var result: LookupReport.Result
    public var milliseconds: Int
    /// The reason for naming nobody, if it is one of the usual ones; `tooSlow` also if no help request would wait that
    /// long.
    public var reason: LookupReason?
    /// The reason for naming nobody, in words.
    public var detail: String?
    /// The CRM's own message about it.
    public var message: String?
    public var managers: [Manager]
    /// The exchanges; `nil` if they were not requested.
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

import ConcurrencyPrimitives
import CurlHTTP
import HelpDesk

@testable import ManagerLookup

/// Answers of a CRM, one for each request of the mapping that the first byte names, through its programs.
enum CRMAnswers: FuzzedParser {
    static let name = "crm"

    private static let statuses = [200, 200, 200, 201, 204, 400, 401, 404, 429, 503]
    private static let policy: DialPolicy = {
        guard let policy = try? DialPolicy(pattern: "^[0-9]{2,6}$") else { preconditionFailure("it compiles") }
        return policy
    }()
    private static let question = LookupQuestion(
        operator: Operator(extension: "101", name: "Ali", department: "support", email: "ali@example.com", crmId: "7"),
        department: Department(id: "support", name: "Support"),
        route: Route(code: "*5003", name: "Help", detection: .crm, sources: ["fuzz"], voice: "en"), sources: [])

    /// Says one thing after the other, and the last one again and again.
    private final class Answers: HTTPClient {
        private let left: Locked<[HTTPResponse]>
        /// Where its source, and the login that its mapping names, are.
        private let origins: [String]

        init(_ answers: [HTTPResponse], origins: [String]) {
            left = Locked(answers)
            self.origins = origins
        }

        func send(_ request: HTTPRequest) async throws -> HTTPResponse {
            precondition(
                origins.contains { request.url.hasPrefix($0 + "/") }, "a request to another host: \(request.url)")
            return left.withLock { left in
                left.count > 1 ? left.removeFirst() : left.first ?? HTTPResponse(status: 204)
            }
        }
    }

    static func read(_ input: [UInt8]) {
        var input = FuzzInput(input)
        let source = ShippedMappings.source(ShippedMappings.names[input.choice(of: ShippedMappings.names.count)])
        let answers = input.bytes.split(separator: 0, omittingEmptySubsequences: false).map { part in
            var answer = FuzzInput(Array(part))
            return HTTPResponse(status: statuses[answer.choice(of: statuses.count)], body: answer.bytes)
        }
        let origins = [source.baseURL, ShippedMappings.catalogue.loginOrigin(of: source)].compactMap(\.self)
        let client = CRMClient(
            catalogue: ShippedMappings.catalogue, dialPolicy: policy,
            clients: HTTPClientSelection(standard: Answers(answers, origins: origins)), resolveSecret: { $0.text },
            refreshTokens: InMemoryRefreshTokenStore(), retryPolicy: .never)
        let answer = Blocking.run {
            try? await client.ask(SourceQuestion(source, question, deadline: .now + .seconds(60)))
        }
        guard let answer else { preconditionFailure("no failure of a source is thrown") }
        precondition(answer.candidates.allSatisfy { policy.dialable($0.extension) != nil }, "nobody may dial that")
        precondition(answer.candidates.allSatisfy { $0.extension != "101" }, "the operator is their own manager")
        precondition(answer.detail?.contains(ShippedMappings.secret) != true, "a secret is told")
    }
}

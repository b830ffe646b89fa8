public import CurlHTTP
import HelpDesk

/// Plays the examples of a mapping with the real engine, against the CRM recorded in each example.
public struct ExamplePlayer: Sendable {
    /// The result of an example.
    public struct Outcome: Sendable, Equatable {
        public let example: String
        /// The differences from the recording, one line each; empty if there are none.
        public let differences: [String]
    }

    /// Allows outside numbers in examples, too.
    private static let numbers = "^[0-9+]{2,15}$"

    private let script: ExampleScript
    private let baseURL: String
    private let client: any HTTPClient
    private let jq: JQPool

    /// - Parameters:
    ///   - script: the script that the server at the base URL answers from.
    ///   - baseURL: the server's URL, which replaces every origin in a mapping.
    ///   - client: the client that sends the requests.
    ///   - jq: the pool that runs the programs.
    public init(script: ExampleScript, baseURL: String, client: any HTTPClient, jq: JQPool) {
        self.script = script
        self.baseURL = baseURL
        self.client = client
        self.jq = jq
    }

    /// - Throws: ``ManagerLookupError`` if the mapping does not compile, and `CancellationError`.
    public func play(_ mapping: Mapping) async throws -> [Outcome] {
        try await mapping.prepare(by: jq)
        var outcomes: [Outcome] = []
        for example in mapping.examples {
            outcomes.append(Outcome(example: example.name, differences: try await play(example, of: mapping)))
        }
        for example in mapping.report?.examples ?? [] {
            outcomes.append(
                Outcome(example: "report: \(example.name)", differences: try await play(example, of: mapping)))
        }
        for example in mapping.webhook?.examples ?? [] {
            outcomes.append(
                Outcome(example: "webhook: \(example.name)", differences: await example.differences(under: mapping, jq))
            )
        }
        return outcomes
    }

    /// Returns the client for an example; a separate one each, so that no example uses the session of another.
    private func crm(
        _ mapping: Mapping, _ credentials: [String: String], _ caller: Operator, _ policy: DialPolicy
    ) throws -> (CRMClient, SourceQuestion) {
        let source = LookupSource(
            id: "example", mapping: mapping.name, baseURL: baseURL,
            credentials: credentials.mapValues { SecretReference($0) })
        var crm = CRMClient(
            catalogue: try MappingCatalogue(mappings: [mapping], jq: jq), dialPolicy: policy,
            clients: HTTPClientSelection(standard: client),
            resolveSecret: { reference in
                // In an example even `env:NAME` is a made-up value.
                source.credentials.first { $0.value == reference }.flatMap { credentials[$0.key] } ?? ""
            },
            refreshTokens: InMemoryRefreshTokenStore(), onlyOrigin: try source.base())
        crm.retryPolicy = .never
        let route = Route(code: "*5003", name: "Help", detection: .crm, voice: "en")
        let question = LookupQuestion(operator: caller, department: nil, route: route, sources: [source])
        // Recorded responses arrive at once, and programs have their own limits. A shorter deadline could blame the
        // mapping for a busy machine.
        return (crm, SourceQuestion(source, question, deadline: .now + .seconds(60)))
    }

    private func play(_ example: ReportExample, of mapping: Mapping) async throws -> [String] {
        let (crm, asked) = try self.crm(mapping, example.credentials, example.caller, DialPolicy(pattern: Self.numbers))
        script.begin(example.exchanges)
        let outcome = try await crm.write(example.request, asked)
        var differences = script.end()
        let result = ReportExample.Result(outcome)
        if result != example.result {
            differences.append("result: expected \(example.result.rawValue), got \(outcome)")
        }
        return differences
    }

    private func play(_ example: MappingExample, of mapping: Mapping) async throws -> [String] {
        let policy = try DialPolicy(pattern: Self.numbers)
        let (crm, asked) = try self.crm(mapping, example.credentials, example.caller, policy)
        script.begin(example.exchanges)
        let answer = try await crm.ask(asked)
        var differences = script.end()
        if answer.result != example.result {
            differences.append(
                "result: expected \(example.result.rawValue), got \(answer.result.rawValue)"
                    + (answer.detail.map { " (\($0))" } ?? ""))
        }
        if let message = example.message, message != answer.message {
            differences.append("message: expected \(message), got \(answer.message ?? "nothing")")
        }
        let expected = SourceAnswer(
            ManagerAnswer([example.answer]), source: asked.source.reportName, caller: example.caller.extension,
            policy: policy)
        if answer.candidates != expected.candidates {
            differences.append("answer: expected \(Self.text(expected)), got \(Self.text(answer))")
        } else {
            for (number, department) in expected.departments.sorted(by: { $0.key < $1.key })
            where answer.departments[number] != department {
                let got = answer.departments[number] ?? "none"
                differences.append("department of \(number): expected \(department), got \(got)")
            }
        }
        return differences
    }

    private static func text(_ answer: SourceAnswer) -> String {
        guard !answer.candidates.isEmpty else { return "nobody" }
        return answer.candidates.map { "\($0.extension) \($0.name ?? "")" }.joined(separator: ", ")
    }
}

import CurlHTTP
import Foundation
import HelpDesk
import JSON
import Logging

@testable import ManagerLookup

/// What most tests need: an operator 101, a route, and the shipped mappings.
enum Fixtures {
    /// The `Mappings` directory of the repository.
    static let mappings = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("Mappings").path

    static func source(
        _ id: String = "main", mapping: String = "generic", at baseURL: String = "http://crm.test",
        timeout milliseconds: Int = 60_000, credentials: [String: String] = [:], caFile: String? = nil
    ) -> LookupSource {
        LookupSource(
            id: id, mapping: mapping, baseURL: baseURL, timeoutMilliseconds: milliseconds,
            credentials: credentials.mapValues { SecretReference($0) }, caFile: caFile)
    }

    static func question(
        operator number: String = "101", crmId: String = "7", _ sources: LookupSource...
    ) -> LookupQuestion {
        LookupQuestion(
            operator: Operator(
                extension: number, name: "Ali", department: "support", email: "ali@example.org", crmId: crmId),
            department: Department(id: "support", name: "Support"),
            route: Route(code: "*5003", name: "Support help", detection: .crm, voice: "en"), sources: sources)
    }

    /// Runs the programs of all tests that have no pool of their own.
    static let jq = JQPool(worker: worker, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })

    /// The program that was built with the tests, unless `HELPBRIDGE_PROGRAM` names another one, as a jq worker.
    static let worker = [
        ProcessInfo.processInfo.environment["HELPBRIDGE_PROGRAM"]
            ?? URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
            .appendingPathComponent("helpbridge").path, "jq-worker",
    ]

    /// Whether `Scripts/sanitized-tests` runs these tests.
    static let isSanitized = ProcessInfo.processInfo.environment["HELPBRIDGE_SANITIZER"] != nil

    private static let shipped = Result { try MappingCatalogue(directory: mappings, jq: jq) }

    /// A catalogue of the given mappings, or the shipped one.
    static func catalogue(_ yaml: String..., jq: JQPool = jq) throws -> MappingCatalogue {
        guard !yaml.isEmpty else { return try shipped.get() }
        return try MappingCatalogue(mappings: yaml.map { try Mapping(yaml: $0, file: "test.yaml") }, jq: jq)
    }

    static func chain(
        _ client: any HTTPClient, catalogue: MappingCatalogue? = nil, budget: Duration = .seconds(600),
        numbers: String = "^[0-9]{2,6}$", logger: Logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    ) throws -> LookupChain {
        LookupChain(
            catalogue: try catalogue ?? self.catalogue(), client: client, answerBudget: budget,
            dialPolicy: try DialPolicy(pattern: numbers), resolveSecret: resolve, logger: logger)
    }

    /// Literals only, and `env:MISSING` as a secret that is not there.
    static func resolve(_ secret: SecretReference) throws -> String {
        guard case .literal(let text) = secret.location else { throw MissingSecret() }
        return text
    }

    struct MissingSecret: Error, CustomStringConvertible {
        let description = "the environment variable MISSING is not set"
    }

    /// A context as the programs of a mapping see it.
    static func context(operator number: String = "101", credentials: [String: String] = [:]) -> JQScope {
        let asked = SourceQuestion(source(), question(operator: number), deadline: .now + .seconds(60))
        return LookupContext(asked, credentials: credentials, jq: jq).scope
    }

    /// A value for programs to run over.
    static func scope(_ value: JSONTree) -> JQScope {
        JQScope(EncodedJSON(value), by: jq)
    }

    static func program(_ text: String) throws -> JQProgram {
        try JQProgram(text, origin: JQOrigin(file: "test.yaml", line: 10, field: "manager.answer"))
    }

    /// A program that no scanner has looked at.
    static func unchecked(_ text: String) -> JQProgram {
        JQProgram(unchecked: text, origin: JQOrigin(file: "test.yaml", line: 10, field: "manager.answer"))
    }

    /// A one-step mapping named `test`.
    static func mapping(
        request: String = "{path: managers}", step: String = "", answer: String = ".steps.m.body",
        auth: String = "none", credentials: String = "{}"
    ) -> String {
        """
        name: test
        title: Test
        credentials: \(credentials)
        auth: \(auth)
        manager:
          steps:
            - id: m
              request: \(request)
              \(step)
          answer: '\(answer)'
        """
    }
}

extension LookupChain {
    /// - Parameter client: sends the requests of all sources; one that names a CA file cannot be asked.
    convenience init(
        catalogue: MappingCatalogue, client: any HTTPClient, answerBudget: Duration, dialPolicy: DialPolicy,
        resolveSecret: @escaping @Sendable (SecretReference) async throws -> String, logger: Logger
    ) {
        self.init(
            catalogue: catalogue, clients: HTTPClientSelection(standard: client), answerBudget: answerBudget,
            dialPolicy: dialPolicy, resolveSecret: resolveSecret, logger: logger)
    }
}

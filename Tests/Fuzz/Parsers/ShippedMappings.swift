import HelpDesk
import Logging

@testable import ManagerLookup

/// The mappings in `Mappings`, with credentials that only this process knows.
enum ShippedMappings {
    static let secret = (0..<4).map { _ in "\(UInt64.random(in: 0...UInt64.max))" }.joined()

    private static let logger = Logger(label: "fuzz") { _ in SwiftLogNoOpLogHandler() }

    static let catalogue: MappingCatalogue = {
        do {
            return try MappingCatalogue(
                directory: "Mappings", jq: JQPool(worker: ["/proc/self/exe", FuzzCommand.jqWorker], logger: logger))
        } catch {
            preconditionFailure("run from the repository's folder: \(error)")
        }
    }()

    static let names = catalogue.names

    static let withWebhook = names.filter { (try? catalogue.mapping(named: $0))?.webhook != nil }

    static func source(_ mapping: String) -> LookupSource {
        guard let definition = try? catalogue.mapping(named: mapping) else {
            preconditionFailure("it is one of the names")
        }
        return LookupSource(
            id: "fuzz", mapping: mapping, baseURL: "https://crm.example", timeoutMilliseconds: 60_000,
            credentials: definition.credentials.mapValues { _ in SecretReference(secret) })
    }
}

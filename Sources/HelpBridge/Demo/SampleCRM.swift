import Foundation
import Hummingbird
import Logging
import ServiceLifecycle

/// A CRM with a few managers that implements the contract of `Mappings/generic.yaml`.
struct SampleCRM: Service {
    private struct Manager: ResponseEncodable {
        struct Person: Encodable {
            var `extension`: String
            var name: String
            var department: String
        }

        var manager: Person
    }

    private static let managers = [
        "101": Manager.Person(extension: "200", name: "سارا کریمی", department: "support"),
        "103": Manager.Person(extension: "210", name: "Emma Brown", department: "sales"),
    ]

    let port: Int
    let token = UUID().uuidString.lowercased()

    var url: String { "http://127.0.0.1:\(port)" }

    func run() async throws {
        let router = Router()
        router.get("managers") { [token] request, _ -> Manager in
            guard request.headers[.authorization] == "Bearer \(token)" else { throw HTTPError(.unauthorized) }
            guard let number = request.uri.queryParameters["extension"].map(String.init),
                let manager = Self.managers[number]
            else { throw HTTPError(.notFound) }
            return Manager(manager: manager)
        }
        var logger = Logger(label: "sample-crm")
        logger.logLevel = .error
        let application = Application(
            router: router, configuration: .init(address: .hostname("127.0.0.1", port: port)), logger: logger)
        try await application.run()
    }
}

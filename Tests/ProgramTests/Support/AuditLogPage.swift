import CurlHTTP
import Foundation
import ProgramTestSupport

/// What `GET /v1/audit-log` answers, the newest entry first.
struct AuditLogPage: Decodable {
    struct Entry: Decodable, Equatable {
        var author: String
        var action: String
        var kind: String
        var item: String
        var address: String?
    }

    var items: [Entry]

    static func newest(_ api: BridgeAPI) async throws -> [Entry] {
        try JSONDecoder().decode(Self.self, from: Data(try await api.send(.get, "/v1/audit-log").body)).items
    }
}

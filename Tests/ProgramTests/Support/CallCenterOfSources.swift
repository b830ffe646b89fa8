import CurlHTTP
import HelpDesk
import ProgramTestSupport

/// The call-centre file of one operator, 101, and a route for each of several CRMs: `*5000` asks the first one, `*5001`
/// the second. Where none knows a manager, 200 helps.
struct CallCenterOfSources {
    struct Source {
        var name: String
        var mapping = "generic"
        var url: String
        var timeoutMilliseconds: Int
        /// The path of the certificates that are trusted, where those of the machine are not meant.
        var caFile: String?
    }

    var sources: [Source]
    /// How each route rings, as the file has it; `nil` for the ordinary way.
    var ringing: String?

    static func route(ofSource position: Int) -> String { "*\(5000 + position)" }

    var yaml: String {
        let sourceLines = sources.map { source in
            "  - {id: \(source.name), mapping: \(source.mapping), baseURL: \"\(source.url)\", "
                + "timeoutMilliseconds: \(source.timeoutMilliseconds)"
                + (source.caFile.map { ", caFile: \"\($0)\"" } ?? "") + "}"
        }
        let routeLines = sources.enumerated().map { position, source in
            "  - {code: \"\(Self.route(ofSource: position))\", name: \(source.name), detection: crm, sources: [\(source.name)], "
                + "voice: en" + (ringing.map { ", ringing: \($0)" } ?? "") + "}"
        }
        return """
            departments:
              - {id: support, name: Support, helpers: [{extension: "200", name: Sara}]}
            operators:
              - {extension: "101", name: Ali, department: support}
            sources:
            \(sourceLines.joined(separator: "\n"))
            routes:
            \(routeLines.joined(separator: "\n"))
            """
    }
}

extension BridgeAPI {
    /// Lets operator 101 ask for help and give up again as soon as it is known who would help.
    ///
    /// - Returns: the request as it was then.
    func lookUp(route: String) async throws -> HelpRequest {
        let request = try await request(operator: "101", route: route)
        let resolved = try await wait(for: request.id) { !$0.lookup.isEmpty || $0.state.isEnd }
        _ = try await send(.post, "/v1/help-requests/\(request.id)/cancel")
        try await wait(for: request.id) { $0.state.isEnd }
        return resolved
    }
}

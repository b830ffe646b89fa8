import HTTPTypes
import Hummingbird

/// The methods that each path allows, for 405 responses: the router itself knows only 404.
struct RouteTable: Sendable {
    private let routes: [(path: [RouterPath.Element], method: String)]

    /// - Parameter router: a router whose responder has been built, so that it includes the generated HEAD routes.
    init(_ router: Router<WebRequestContext>) {
        routes = router.routes.map { (Array($0.path), $0.method.rawValue) }
    }

    /// Returns the allowed methods, sorted; empty if `path` is unknown.
    ///
    /// If a literal and a placeholder both match, the router prefers the literal.
    func methods(at path: String) -> [String] {
        let components = path.split(separator: "/")
        let matches = routes.filter { route in
            route.path.count == components.count && zip(route.path, components).allSatisfy { $0 ~= $1 }
        }
        let most = matches.map { Self.words($0.path) }.max() ?? 0
        return matches.filter { Self.words($0.path) == most }.map(\.method).sorted()
    }

    private static func words(_ path: [RouterPath.Element]) -> Int {
        path.count { !$0.description.contains("{") && !$0.description.contains("*") }
    }
}

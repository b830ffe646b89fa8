import HTTPTypes
import Hummingbird

/// Which methods each path allows, for the answer 405: the router itself knows only 404.
struct RouteTable: Sendable {
    private let routes: [(path: [RouterPath.Element], method: String)]

    /// - Parameter router: after its responder was built, with the HEAD routes that come of it.
    init(_ router: Router<WebRequestContext>) {
        routes = router.routes.map { (Array($0.path), $0.method.rawValue) }
    }

    /// Sorted; empty when there is nothing at `path`. If a literal and a placeholder both match, the router takes the
    /// literal.
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

import HTTPTypes
import Hummingbird

/// Which methods each path takes, for the answer to a method that it does not take: the router's own knows only 404.
struct RouteTable: Sendable {
    private let routes: [(path: [RouterPath.Element], method: String)]

    /// - Parameter router: after its responder was built, with the HEAD routes that come of it.
    init(_ router: Router<WebRequestContext>) {
        routes = router.routes.map { (Array($0.path), $0.method.rawValue) }
    }

    /// Sorted; empty when there is nothing at `path`.
    func methods(at path: String) -> [String] {
        let components = path.split(separator: "/")
        return routes.filter { route in
            route.path.count == components.count && zip(route.path, components).allSatisfy { $0 ~= $1 }
        }.map(\.method).sorted()
    }
}

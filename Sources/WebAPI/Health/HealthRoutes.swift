import Administration
import HTTPTypes
import Hummingbird
import WebServer

/// `/livez` and `/readyz`, for service managers and load balancers.
struct HealthRoutes: Sendable {
    let source: any ReadinessSource

    func add(to router: Router<WebRequestContext>) {
        router.get("livez") { _, _ in try Response.json(["status": "live"]) }
        router.get("readyz") { _, _ in
            let readiness = await source.readiness()
            return try Response.json(
                ReadinessBody(readiness: readiness), status: readiness.isReady ? .ok : .serviceUnavailable)
        }
    }
}

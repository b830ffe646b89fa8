import Administration
import HTTPTypes
import Hummingbird
import NIOCore
import WebServer

/// `GET /metrics`, for Prometheus: counts and durations, no names and no secrets.
struct MetricsRoutes: Sendable {
    let metrics: any MetricsSource
    let readiness: any ReadinessSource

    func add(to router: Router<WebRequestContext>) {
        router.get("metrics") { _, _ in
            var text = metrics.text()
            text += PrometheusText.head("helpbridge_up", .gauge)
            for component in await readiness.readiness().components {
                let name = PrometheusText.label(component.part.name)
                text += "helpbridge_up{component=\"\(name)\"} \(component.isUp ? 1 : 0)\n"
            }
            return Response(
                status: .ok, headers: [.contentType: "text/plain; version=0.0.4; charset=utf-8"],
                body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
        }
    }
}

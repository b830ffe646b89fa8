import HTTPTypes
import Hummingbird
import NIOCore
import WebServer

/// `GET /openapi.yaml`: the machine-readable description of the API.
struct OpenAPIRoutes: Sendable {
    func add(to router: Router<WebRequestContext>) {
        router.get("openapi.yaml") { _, _ in
            Response(
                status: .ok, headers: [.contentType: "application/yaml"],
                body: ResponseBody(byteBuffer: ByteBuffer(bytes: PackageResources.openapi_yaml)))
        }
    }
}

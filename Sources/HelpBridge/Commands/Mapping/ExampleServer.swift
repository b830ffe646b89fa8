import CurlHTTP
import HTTPTypes
import Hummingbird
import Logging
import ManagerLookup
import NIOCore

/// A local HTTP server that answers from an ``ExampleScript``.
struct ExampleServer {
    let script: ExampleScript

    private static let maximumBodyBytes = 1 << 20

    /// Serves while the operation runs.
    func run<Value: Sendable>(_ operation: @escaping @Sendable (_ url: String) async throws -> Value) async throws
        -> Value
    {
        let (ports, bound) = AsyncStream.makeStream(of: Int.self)
        var logger = Logger(label: "examples")
        logger.logLevel = .critical
        let script = script
        let responder = CallbackResponder<BasicRequestContext> { request, _ in
            let body = try await request.body.collect(upTo: Self.maximumBodyBytes)
            let answer = script.answer(
                method: request.method.rawValue, target: request.head.path ?? "/",
                headers: request.headers.map { HTTPHeader($0.name.canonicalName, $0.value) },
                body: Array(body.readableBytesView))
            return Self.response(answer)
        }
        let application = Application(
            responder: responder, configuration: .init(address: .hostname("127.0.0.1", port: 0)),
            onServerRunning: { channel in bound.yield(channel.localAddress?.port ?? 0) }, logger: logger)
        return try await withThrowingTaskGroup(of: Value?.self) { group in
            group.addTask {
                try await application.run()
                return nil
            }
            group.addTask {
                for await port in ports { return try await operation("http://127.0.0.1:\(port)") }
                return nil
            }
            defer { group.cancelAll() }
            guard let first = try await group.next(), let value = first else {
                throw HelpBridgeError.failed("the local server that plays the CRM could not be started")
            }
            return value
        }
    }

    private static func response(_ answer: CurlHTTP.HTTPResponse) -> Response {
        var headers = HTTPFields()
        for header in answer.headers {
            if let name = HTTPField.Name(header.name) { headers.append(HTTPField(name: name, value: header.value)) }
        }
        return Response(
            status: .init(code: answer.status), headers: headers,
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: answer.body)))
    }
}

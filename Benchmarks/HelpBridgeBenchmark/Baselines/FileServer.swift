import CurlHTTP
import Foundation
import TestSupport

/// Debian's nginx with one worker per processor: the minimum cost of serving a file.
enum FileServer {
    static let program = "/usr/sbin/nginx"

    /// - Parameter folder: the folder to serve; nginx's own files are put there too.
    static func with<Value>(_ folder: URL, _ body: (_ url: String) async throws -> Value) async throws -> Value {
        let port = try await freePort()
        let configuration = folder.appendingPathComponent("nginx.conf")
        try """
        user root;
        daemon off;
        worker_processes auto;
        pid nginx.pid;
        error_log error.log;
        events {}
        http {
          access_log off;
          sendfile on;
          types { audio/wav wav; }
          client_body_temp_path body; proxy_temp_path proxy; fastcgi_temp_path fastcgi;
          uwsgi_temp_path uwsgi; scgi_temp_path scgi;
          server { listen 127.0.0.1:\(port); root "\(folder.path)"; }
        }
        """.write(to: configuration, atomically: true, encoding: .utf8)
        let log = folder.appendingPathComponent("nginx.log").path
        let child = try ChildProcess(
            [program, "-e", "error.log", "-p", folder.path, "-c", configuration.path], errorFile: log)
        // Its workers end with it only if it is terminated gracefully.
        defer { child.terminate() }
        let url = "http://127.0.0.1:\(port)"
        try await waitForAnswer(url)
        return try await body(url)
    }

    /// Returns the port of a server that just ended.
    private static func freePort() async throws -> Int {
        let server = try await FaultServer.start { _ in [] }
        await server.stop()
        return server.port
    }

    private static func waitForAnswer(_ url: String) async throws {
        let http = try CurlClient()
        let deadline = ContinuousClock.now + .seconds(10)
        while true {
            do {
                _ = try await http.send(HTTPRequest(method: .get, url: url))
                break
            } catch is CurlHTTPError where .now < deadline {
                try await Task.sleep(for: .milliseconds(20))
            }
        }
        await http.shutdown()
    }
}

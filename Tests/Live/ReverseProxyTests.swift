import CurlHTTP
import Foundation
import HelpDesk
import ProgramTestSupport
import TestSupport
import Testing

@testable import HelpBridge

@Suite("An nginx in front of the bridge", .tags(.live), .timeLimit(.minutes(10)))
struct ReverseProxyTests {
    private static let program = "/usr/sbin/nginx"

    private struct Proxy: RunningBridge {
        let url: String
        let token = BridgeProcess.token
        let client = LiveHTTP.client
    }

    /// What an administrator writes first: `proxy_pass`, and nothing about buffering.
    private func proxied(
        _ bridge: BridgeProcess, _ more: String, _ scenario: (Proxy) async throws -> Void
    ) async throws {
        let port = try FreePort.find(host: "127.0.0.1")
        let server = """
            server {
              listen 127.0.0.1:\(port);
              \(more)
              location / { proxy_pass \(bridge.url); proxy_set_header Host $host; }
            }
            """
        try await run(server, on: port, before: bridge, scenario)
    }

    /// What the guide for production says, but for TLS and where both sides are.
    private func proxiedByGuide(
        _ bridge: BridgeProcess, _ scenario: (Proxy) async throws -> Void
    ) async throws {
        let port = try FreePort.find(host: "127.0.0.1")
        let guide = RepositoryScript.repository.appendingPathComponent("Documentation/Guides/Production.md")
        let text = try String(contentsOf: guide, encoding: .utf8)
        let block = try #require(text.firstMatch(of: #/(?s)```nginx [^\n]*\n(.*?)```/#))
        let server = String(block.output.1)
            .replacing(#/listen [^;]*;/#, with: "listen 127.0.0.1:\(port);")
            .replacing(#/ssl_[^;]*;/#, with: "")
            .replacing(#/proxy_pass [^;]*;/#, with: "proxy_pass \(bridge.url);")
        try await run(server, on: port, before: bridge, scenario)
    }

    /// Runs an nginx in a folder of its own.
    ///
    /// - Parameter server: its block for that port.
    private func run(
        _ server: String, on port: Int, before bridge: BridgeProcess, _ scenario: (Proxy) async throws -> Void
    ) async throws {
        guard FileManager.default.isExecutableFile(atPath: Self.program) else {
            try Test.cancel("\(Self.program) is not there; Scripts/install-deps test installs it")
        }
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("hb-nginx-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let configuration = folder.appendingPathComponent("nginx.conf")
        // Where it keeps its files is all that is not usual.
        let text = """
            daemon off;
            master_process off;
            pid nginx.pid;
            error_log error.log;
            events {}
            http {
              access_log off;
              client_body_temp_path body; proxy_temp_path proxy; fastcgi_temp_path fastcgi;
              uwsgi_temp_path uwsgi; scgi_temp_path scgi;
              \(server)
            }
            """
        try text.write(to: configuration, atomically: true, encoding: .utf8)
        let nginx = try ChildProcess(
            [Self.program, "-e", "error.log", "-p", folder.path, "-c", configuration.path],
            errorFile: folder.appendingPathComponent("start.log").path)
        defer { nginx.terminate() }
        let proxy = Proxy(url: "http://127.0.0.1:\(port)")
        try await bridge.wait(for: "nginx", timeout: .seconds(60)) {
            do {
                return try await proxy.send(.get, "/livez").status == 200
            } catch is CurlHTTPError {
                return false
            }
        }
        try await scenario(proxy)
    }

    /// When each state of a request was told first, to somebody who understands compressed answers.
    private func arrivals(
        _ bridge: some RunningBridge, _ id: HelpRequestID
    ) async throws -> [RequestState: ContinuousClock.Instant] {
        var request = HTTPRequest(
            method: .get, url: "\(bridge.url)/v1/help-requests/\(id)/events",
            headers: [HTTPHeader("Authorization", "Bearer \(bridge.token)")], totalTimeout: .seconds(120),
            maximumBodyBytes: 1 << 40)
        request.acceptsCompression = true
        let (pieces, arrived) = AsyncStream.makeStream(of: (content: [UInt8], at: ContinuousClock.Instant).self)
        return try await withThrowingTaskGroup(of: Void.self) { [request] group in
            group.addTask {
                defer { arrived.finish() }
                _ = try await bridge.client.stream(request) { arrived.yield(($0, .now)) }
            }
            var arrivals: [RequestState: ContinuousClock.Instant] = [:]
            var reader = EventStreamReader()
            for await piece in pieces {
                for event in reader.parse(piece.content) {
                    let state = try RequestPrinter.decode(Data(event.data.utf8)).state
                    if arrivals[state] == nil { arrivals[state] = piece.at }
                    if state.isEnd {
                        group.cancelAll()
                        return arrivals
                    }
                }
            }
            throw BridgeFailure(description: "the stream ended with \(arrivals.keys)")
        }
    }

    @Test("The nginx of the guide for production lets a recording of 5 MB through")
    func recording() async throws {
        let site = try await PageSite()
        let sound = try SoundFiles.tone(.wav, channels: 2, seconds: 28)
        try #require(sound.count > 5 << 20)
        try await site.serve { bridge in
            try await proxiedByGuide(bridge) { proxy in
                let request = HTTPRequest(
                    method: .post, url: "\(proxy.url)/v1/sounds?id=long",
                    headers: [
                        HTTPHeader("Authorization", "Bearer \(proxy.token)"), HTTPHeader("Content-Type", "audio/wav"),
                    ], body: sound, connectTimeout: .seconds(60), totalTimeout: .seconds(300))
                let answer = try await proxy.client.send(request)
                #expect(answer.status == 201, "\(String(decoding: answer.body, as: UTF8.self))")
            }
        }
        try site.remove()
    }

    @Test("An untuned nginx passes each event on as it comes, compressing or not")
    func events() async throws {
        let site = try await PageSite()
        try await site.serve { bridge in
            for more in ["", "gzip on; gzip_types text/event-stream application/json;"] {
                try await proxied(bridge, more) { proxy in
                    let request = try await proxy.request(operator: "101", route: "*5004")
                    async let first = arrivals(bridge, request.id)
                    async let second = arrivals(proxy, request.id)
                    let (direct, proxied) = try await (first, second)
                    let (connected, end) = (try #require(proxied[.connected]), try #require(direct[.completed]))
                    #expect(connected < end, "what was held back came \(end.duration(to: connected)) late, \(more)")
                    #expect(proxied[.completed] != nil)
                }
            }
        }
        try site.remove()
    }

    @Test("An untuned nginx lets the stream stand while nothing happens, with a third of the minute that is usual")
    func quiet() async throws {
        let site = try await PageSite()
        try await site.serve { bridge in
            // A third of what is usual, which keeps the test short: a word comes every 15 seconds.
            try await proxied(bridge, "proxy_read_timeout 20s;") { proxy in
                let started = ContinuousClock.now
                let request = HTTPRequest(
                    method: .get, url: proxy.url + "/v1/events",
                    headers: [HTTPHeader("Authorization", "Bearer \(proxy.token)")], totalTimeout: .seconds(27),
                    maximumBodyBytes: 1 << 40)
                // Only our own time limit ends it.
                await #expect(throws: CurlHTTPError.self) {
                    _ = try await proxy.client.stream(request) { _ in }
                }
                #expect(started.duration(to: .now) > .seconds(25))
            }
        }
        try site.remove()
    }
}

import CurlHTTP
import Foundation
import HelpDesk
import TestSupport
import Testing

@testable import HelpBridge

/// The program itself, as a user runs it.
final class BridgeProcess: Sendable {
    struct Failure: Error, CustomStringConvertible {
        var description: String
    }

    static let token = "live-test"
    /// Beside the test bundle: the build puts both into one folder.
    static let program: String = {
        if let named = ProcessInfo.processInfo.environment["HELPBRIDGE_PROGRAM"] { return named }
        let own = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        return own.deletingLastPathComponent().appendingPathComponent("helpbridge").path
    }()

    let url: String
    private let child: ChildProcess

    private init(url: String, child: ChildProcess) {
        self.url = url
        self.child = child
    }

    /// Starts `helpbridge serve` and waits until it listens and follows the PBX.
    static func serve(_ configuration: URL) async throws -> BridgeProcess {
        let log = configuration.deletingLastPathComponent().appendingPathComponent("bridge.log").path
        let child = try ChildProcess([program, "serve", "--config", configuration.path], errorFile: log)
        let output = await child.read { $0.contains("\n") }
        guard let url = output.split(separator: " ").last.map({ $0.trimmingCharacters(in: .newlines) }),
            url.hasPrefix("http")
        else {
            child.end()
            let text = (try? String(contentsOfFile: log, encoding: .utf8)) ?? ""
            throw Failure(description: "helpbridge serve did not start: \(output) \(text)")
        }
        let bridge = BridgeProcess(url: url, child: child)
        try await bridge.waitUntilReady(true)
        return bridge
    }

    /// Waits until it follows the PBX, or has noticed that it does not.
    func waitUntilReady(_ isReady: Bool) async throws {
        try await wait(for: isReady ? "the bridge to be ready" : "the bridge to miss the PBX") {
            try await (self.get("/readyz").status == 200) == isReady
        }
    }

    /// Runs another command to its end.
    ///
    /// - Parameter input: the path of what it reads as its standard input.
    @discardableResult
    static func run(
        _ arguments: [String], in directory: URL, input: String = "/dev/null"
    ) async throws -> String {
        let log = directory.appendingPathComponent("command.log").path
        let child = try ChildProcess([program] + arguments, inputFile: input, errorFile: log)
        let output = await child.read()
        let code = child.waitForExit().exitCode
        guard code == 0 else {
            let text = (try? String(contentsOfFile: log, encoding: .utf8)) ?? ""
            throw Failure(description: "helpbridge \(arguments) ended with \(code): \(output) \(text)")
        }
        return output
    }

    /// As a power cut would.
    func kill() {
        child.end()
    }

    /// SIGTERM, and waits for the end.
    func stop() {
        child.terminate()
    }

    /// - Parameter more: further members of the body.
    func request(
        operator number: String, route: String, _ more: [String: String] = [:]
    ) async throws -> HelpRequest {
        let members = ["operator": number, "route": route].merging(more) { $1 }
        let body = try JSONEncoder().encode(members)
        let response = try await send(.post, "/v1/help-requests", Array(body))
        guard response.status == 202 else {
            throw Failure(description: "\(response.status): \(String(decoding: response.body, as: UTF8.self))")
        }
        return try RequestPrinter.decode(Data(response.body))
    }

    /// A supervisor takes a request.
    @discardableResult
    func take(_ id: HelpRequestID, by number: String) async throws -> HelpRequest {
        try await order("take", id, ["extension": number])
    }

    /// A supervisor joins a connected call.
    @discardableResult
    func join(_ id: HelpRequestID, by number: String, _ mode: String) async throws -> HelpRequest {
        try await order("join", id, ["extension": number, "mode": mode])
    }

    private func order(_ name: String, _ id: HelpRequestID, _ members: [String: String]) async throws -> HelpRequest {
        let response = try await send(
            .post, "/v1/help-requests/\(id)/\(name)", Array(try JSONEncoder().encode(members)))
        guard response.status == 200 else {
            throw Failure(description: "\(response.status): \(String(decoding: response.body, as: UTF8.self))")
        }
        return try RequestPrinter.decode(Data(response.body))
    }

    /// A helper switches *do not disturb* on or off.
    func setPaused(_ number: String, _ isPaused: Bool) async throws {
        let response = try await send(isPaused ? .put : .delete, "/v1/helpers/\(number)/pause")
        guard response.status == 200 else {
            throw Failure(description: "\(response.status): \(String(decoding: response.body, as: UTF8.self))")
        }
    }

    /// The newest request; waits until there is one.
    func newestRequest() async throws -> HelpRequest {
        var newest: HelpRequest?
        try await wait(for: "a request") {
            newest = try await self.anyRequest()
            return newest != nil
        }
        return try #require(newest)
    }

    /// The newest request, if there is one at all.
    func anyRequest() async throws -> HelpRequest? {
        struct Page: Decodable {
            var items: [HelpRequest]
        }
        let page = try await get("/v1/help-requests?limit=1")
        return try RequestPrinter.decode(Data(page.body), as: Page.self).items.first
    }

    func request(_ id: HelpRequestID) async throws -> HelpRequest {
        try RequestPrinter.decode(Data(try await get("/v1/help-requests/\(id)").body))
    }

    /// Follows the request until it is as wanted.
    @discardableResult
    func waitFor(
        _ id: HelpRequestID, timeout: Duration = .seconds(120), until isWanted: @escaping (HelpRequest) -> Bool
    ) async throws -> HelpRequest {
        let follower = HelpRequestFollower(url: url, token: Self.token, http: LiveHTTP.client, timeout: timeout)
        var last: HelpRequest?
        let isSo: Bool
        do {
            isSo = try await follower.follow(id) { raw in
                let request = try RequestPrinter.decode(raw)
                last = request
                return isWanted(request)
            }
        } catch CurlHTTPError.timedOut {
            isSo = false
        }
        guard isSo, let last else {
            throw Failure(description: "waited \(timeout) in vain for request \(id): \(String(describing: last))")
        }
        return last
    }

    func get(_ path: String) async throws -> HTTPResponse {
        try await send(.get, path)
    }

    func send(_ method: HTTPRequest.Method, _ path: String, _ body: [UInt8] = []) async throws -> HTTPResponse {
        try await LiveHTTP.client.send(
            HTTPRequest(
                method: method, url: url + path,
                headers: [
                    HTTPHeader("Authorization", "Bearer \(Self.token)"),
                    HTTPHeader("Content-Type", "application/json"),
                ], body: body))
    }

    func wait(
        for what: String, timeout: Duration = .seconds(120), until isSo: () async throws -> Bool
    ) async throws {
        let deadline = ContinuousClock.now + timeout
        while try await !isSo() {
            guard ContinuousClock.now < deadline else {
                throw Failure(description: "waited \(timeout) in vain for \(what)")
            }
            // Nothing tells when the bridge has found its PBX.
            try await Task.sleep(for: .milliseconds(20))
        }
    }
}

/// One client for all live tests of the process.
enum LiveHTTP {
    static let client: CurlClient = {
        do {
            return try CurlClient()
        } catch {
            preconditionFailure("libcurl cannot be used: \(error)")
        }
    }()
}

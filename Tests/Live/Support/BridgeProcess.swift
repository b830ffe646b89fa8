import CurlHTTP
import Foundation
import HelpDesk
import ProgramTestSupport
import TestSupport
import Testing

@testable import HelpBridge

/// The program itself, as a user runs it.
final class BridgeProcess: RunningBridge {
    static let token = "live-test"
    let url: String
    let token: String = BridgeProcess.token
    let client = LiveHTTP.client
    private let child: ChildProcess

    private init(url: String, child: ChildProcess) {
        self.url = url
        self.child = child
    }

    /// Starts `helpbridge serve` and waits until it listens and follows the PBX.
    static func serve(_ configuration: URL) async throws -> BridgeProcess {
        let log = configuration.deletingLastPathComponent().appendingPathComponent("bridge.log").path
        let child = try ChildProcess([BuiltProgram.path, "serve", "--config", configuration.path], errorFile: log)
        let output = await child.read { $0.contains("\n") }
        guard let url = output.split(separator: " ").last.map({ $0.trimmingCharacters(in: .newlines) }),
            url.hasPrefix("http")
        else {
            child.end()
            let text = (try? String(contentsOfFile: log, encoding: .utf8)) ?? ""
            throw BridgeFailure(description: "helpbridge serve did not start: \(output) \(text)")
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
        let child = try ChildProcess([BuiltProgram.path] + arguments, inputFile: input, errorFile: log)
        let output = await child.read()
        let code = child.waitForExit().exitCode
        guard code == 0 else {
            let text = (try? String(contentsOfFile: log, encoding: .utf8)) ?? ""
            throw BridgeFailure(description: "helpbridge \(arguments) ended with \(code): \(output) \(text)")
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
        try RequestPrinter.decode(
            try await send(.post, "/v1/help-requests/\(id)/\(name)", members, expecting: 200))
    }

    /// A helper switches *do not disturb* on or off.
    func setPaused(_ number: String, _ isPaused: Bool) async throws {
        _ = try await send(isPaused ? .put : .delete, "/v1/helpers/\(number)/pause", expecting: 200)
    }

    /// Sets somebody's presence, as the menu in every page's header does.
    func setPresence(_ state: Presence.State, of number: String) async throws {
        _ = try await send(.put, "/v1/presence/\(number)", ["state": state.rawValue], expecting: 200)
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

    func get(_ path: String) async throws -> HTTPResponse {
        try await send(.get, path)
    }

    func wait(
        for what: String, timeout: Duration = .seconds(300), until isSo: () async throws -> Bool
    ) async throws {
        let deadline = ContinuousClock.now + timeout
        while try await !isSo() {
            guard ContinuousClock.now < deadline else {
                throw BridgeFailure(description: "waited \(timeout) in vain for \(what)")
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

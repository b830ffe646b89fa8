import Foundation
import TestSupport
import Testing

@testable import CurlHTTP

@Suite struct NameLookupTests {
    /// A resolver that answers when it is told to.
    private final class GatedResolver: @unchecked Sendable {  // every variable is used only under the condition's lock
        private let condition = NSCondition()
        private var asked: [String] = []
        private var isOpen = false

        var askedFor: [String] { condition.withLock { asked } }

        func open() {
            condition.withLock {
                isOpen = true
                condition.broadcast()
            }
        }

        func lookUp(_ host: String) -> Result<[String], CurlHTTPError> {
            condition.withLock {
                asked.append(host)
                while !isOpen { condition.wait() }
            }
            return host.hasSuffix(".invalid") ? .failure(.couldNotResolve(host)) : .success(["127.0.0.1"])
        }
    }

    private static func findNothing(_ host: String) -> Result<[String], CurlHTTPError> {
        .failure(.couldNotResolve(host))
    }

    @Test("A host whose address is configured is not looked up")
    func configured() async throws {
        var configuration = CurlClient.Configuration()
        configuration.addresses = ["bridge.test": "127.0.0.1"]
        let client = try CurlClient(settings: TransferSettings(configuration, lookUp: Self.findNothing))
        try await FaultServer.with {
            .echo($0)
        } run: { server in
            try await withClient(client) { client in
                let answer = try await client.send(makeRequest(url: server.url(host: "Bridge.Test")))
                #expect(answer.status == 200)
            }
        }
    }

    @Test("Requests that wait for the same name cause one lookup, and are all sent when it ends")
    func single() async throws {
        let resolver = GatedResolver()
        let client = try CurlClient(settings: TransferSettings(.init(), lookUp: resolver.lookUp))
        try await FaultServer.with {
            .echo($0)
        } run: { server in
            try await withClient(client) { client in
                try await withThrowingTaskGroup(of: Int.self) { group in
                    for _ in 0..<100 {
                        group.addTask { try await client.send(makeRequest(url: server.url(host: "crm.test"))).status }
                    }
                    // A numeric host needs no name and is not held up.
                    let response = try await client.send(makeRequest(url: server.url()))
                    #expect(response.status == 200)
                    resolver.open()
                    for try await status in group { #expect(status == 200) }
                }
                #expect(resolver.askedFor == ["crm.test"])
            }
        }
    }

    @Test("A name that has no address fails every request that waits for it")
    func unknown() async throws {
        let resolver = GatedResolver()
        let client = try CurlClient(settings: TransferSettings(.init(), lookUp: resolver.lookUp))
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<10 {
                group.addTask {
                    let error = await failure(of: makeRequest(url: "http://crm.invalid/"), on: client)
                    #expect((error as? CurlHTTPError)?.kind == "couldNotResolve")
                }
            }
            resolver.open()
        }
        await client.shutdown()
    }

    @Test("A name lookup that hangs ends at the connect timeout, can be cancelled, and does not hold up the shutdown")
    func hanging() async throws {
        let resolver = GatedResolver()
        defer { resolver.open() }
        let client = try CurlClient(settings: TransferSettings(.init(), lookUp: resolver.lookUp))
        let request = makeRequest(url: "http://crm.test/", connectTimeout: .milliseconds(100))
        let start = ContinuousClock.now
        #expect(await failure(of: request, on: client) as? CurlHTTPError == .timedOut(.resolve))
        // The resolver has not answered even now.
        #expect(ContinuousClock.now - start >= .milliseconds(100))
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                let patient = makeRequest(
                    url: "http://crm.test/", connectTimeout: .seconds(3600), totalTimeout: .seconds(3600))
                #expect(await failure(of: patient, on: client) is CancellationError)
            }
            group.cancelAll()
        }
        // The lookup's thread may begin after the time limit.
        while resolver.askedFor.isEmpty { await Task.yield() }
        #expect(resolver.askedFor == ["crm.test"])
        let endless = makeRequest(
            url: "http://crm.test/", connectTimeout: .seconds(Int64.max), totalTimeout: .seconds(Int64.max))
        async let error = failure(of: endless, on: client)
        await client.shutdown()
        #expect(await error as? CurlHTTPError == .closed)
    }

    @Test("The system's resolver finds this machine, and says why it does not find a name that cannot be")
    func system() throws {
        #expect(try NameLookup.system("localhost").get().contains { $0 == "127.0.0.1" || $0 == "[::1]" })
        let label = String(repeating: "a", count: 70)
        #expect(throws: CurlHTTPError.self) { try NameLookup.system("\(label).localdomain").get() }
    }
}

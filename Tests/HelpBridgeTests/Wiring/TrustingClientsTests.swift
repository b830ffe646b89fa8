import CurlHTTP
import Foundation
import Testing

@testable import HelpBridge

@Suite("The HTTP clients of private authorities")
struct TrustingClientsTests {
    private func withFolder(run: (URL, TrustingClients) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("ca-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        // A left-over temporary folder is no reason to fail a test.
        defer { try? FileManager.default.removeItem(at: folder) }
        let clients = TrustingClients()
        try await run(folder, clients)
        for client in clients.all { await client.shutdown() }
    }

    private func file(_ name: String, in folder: URL) throws -> String {
        let file = folder.appendingPathComponent(name)
        try "no certificate yet".write(to: file, atomically: true, encoding: .utf8)
        return file.path
    }

    @Test("HTTP clients of private authorities are one for a file, however its path is spelled")
    func spelling() async throws {
        try await withFolder { folder, clients in
            let path = try file("ca.pem", in: folder)
            let link = folder.appendingPathComponent("link.pem").path
            try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: path)
            let first = try await clients.client(trusting: path)
            for spelling in [folder.path + "//ca.pem", folder.path + "/./ca.pem", folder.path + "/x/../ca.pem", link] {
                if spelling.contains("/x/") {
                    try FileManager.default.createDirectory(
                        atPath: folder.path + "/x", withIntermediateDirectories: true)
                }
                #expect(try await clients.client(trusting: spelling) === first, "\(spelling)")
            }
            #expect(clients.all.count == 1)
        }
    }

    @Test("The number of HTTP clients for private authorities is limited, and idle ones are shut down")
    func bounds() async throws {
        try await withFolder { folder, clients in
            let start = ContinuousClock.now
            for number in 0..<TrustingClients.maximumCount + 5 {
                _ = try await clients.client(
                    trusting: file("\(number).pem", in: folder), at: start + .seconds(number))
            }
            #expect(clients.all.count == TrustingClients.maximumCount)
            // The one that was asked for longest ago has gone: asked again, it is another.
            let last = try await clients.client(
                trusting: folder.path + "/20.pem", at: start + TrustingClients.idle + .seconds(60))
            #expect(clients.all.count == 1 && clients.all[0] === last)
        }
    }

    @Test("HTTP clients of private authorities read a file anew that was renewed")
    func renewed() async throws {
        try await withFolder { folder, clients in
            let path = try file("ca.pem", in: folder)
            let first = try await clients.client(trusting: path)
            _ = try file("ca.pem", in: folder)
            #expect(try await clients.client(trusting: path) !== first)
            #expect(clients.all.count == 1)
        }
    }

    @Test("HTTP clients of private authorities say what is wrong with a file that is not there")
    func missing() async throws {
        try await withFolder { folder, clients in
            let path = folder.path + "/none.pem"
            await #expect(
                throws: CurlHTTPError.unavailable("the CA file \(path) cannot be read: there is no such file")
            ) {
                try await clients.client(trusting: path)
            }
        }
    }
}

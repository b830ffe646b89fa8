import CurlHTTP
import Foundation
import HelpDesk
import ProgramTestSupport
import TestSupport
import Testing

@testable import HelpBridge

/// A mapping whose token is in the body: what is kept must not hold it, and must be as good as before.
@Suite("Webhook deliveries of the running program", .timeLimit(.minutes(15)))
struct WebhookReplayProgramTests {
    private struct Page: Decodable {
        struct Item: Decodable {
            var id: Int64
            var deliveryId: String?
            var result: String
            var isReplayable: Bool
        }

        var items: [Item]
    }

    private static let callCenter = """
        \(ProgramRunner.smallCallCenter)
        webhooks:
          - {id: crm, mapping: bitrix24, route: "*5003", secret: "application-token"}
        """

    private func deliveries(_ api: BridgeAPI, atLeast count: Int) async throws -> [Page.Item] {
        let deadline = ContinuousClock.now + .seconds(300)
        while ContinuousClock.now < deadline {
            let answer = try await api.send(.get, "/v1/webhook-endpoints/crm/deliveries")
            let items = try JSONDecoder().decode(Page.self, from: Data(answer.body)).items
            if items.count >= count { return items }
            await Task.yield()
        }
        throw BridgeFailure(description: "there are not \(count) deliveries")
    }

    @Test("Webhook deliveries are replayed through the mapping, as requests of their own; the token is kept nowhere")
    func replay() async throws {
        let program = try ProgramRunner()
        try await program.serve(Self.callCenter) { bridge in
            try await BridgeAPI.with(bridge.url) { api in
                func post(_ token: String) async throws -> HTTPResponse {
                    let body =
                        "event=ONHELPREQUEST&data[operator]=101&data[customer]=98912&auth[application_token]=\(token)"
                    return try await api.client.send(
                        HTTPRequest(
                            method: .post, url: bridge.url + "/v1/webhooks/crm",
                            headers: [HTTPHeader("Content-Type", "application/x-www-form-urlencoded")],
                            body: Array(body.utf8), connectTimeout: .seconds(300), totalTimeout: .seconds(300)))
                }
                #expect(try await post("wrong").status == 401)
                let accepted = try await post("application-token")
                try #require(accepted.status == 202, "\(String(decoding: accepted.body, as: UTF8.self))")
                let first = try RequestPrinter.decode(Data(accepted.body))
                _ = try await api.send(.post, "/v1/help-requests/\(first.id)/cancel")
                _ = try await api.wait(for: first.id) { $0.state == .cancelled }

                let found = try await deliveries(api, atLeast: 2)
                #expect(found.map(\.result) == ["accepted", "refused"])
                #expect(found.map(\.isReplayable) == [true, false])
                let path = "/v1/webhook-endpoints/crm/deliveries/\(found[0].id)/replay"
                let replayed = try await api.send(.post, path)
                #expect(replayed.status == 202)
                let second = try RequestPrinter.decode(Data(replayed.body))
                #expect(second.id != first.id && second.operator == "101" && second.customer == first.customer)
                let all = try await deliveries(api, atLeast: 3)
                #expect(all[0].deliveryId?.hasPrefix("replay-") == true)
            }
        }
        let files = try FileManager.default.contentsOfDirectory(atPath: program.directory.path + "/var")
            .filter { $0.contains(".sqlite") }
        #expect(!files.isEmpty)
        for file in files {
            let bytes = try Data(contentsOf: program.directory.appendingPathComponent("var/" + file))
            // The setting itself is there, and nothing else.
            #expect(bytes.range(of: Data("application_token]=application-token".utf8)) == nil, "\(file)")
        }
    }
}

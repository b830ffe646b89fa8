import ConcurrencyPrimitives
import HelpDesk
import TestSupport
import Testing

@testable import Telephony

@Suite("The ARI driver's rings", .timeLimit(.minutes(15)))
struct AsteriskARIRingTests {
    @Test("Ringing a phone names endpoint, application, timeout, caller and originator")
    func originate() async throws {
        try await ARIFixture.run(prepare: { await $0.setPhone("*200#", .manual) }) { fixture in
            _ = try await fixture.events.nextSnapshot()
            try await fixture.driver.originate(
                Samples.order(
                    Samples.helperLeg, "*200#", timeoutSeconds: 17, callerName: "\"علی\" <x>\r\nX: & 1",
                    originator: Samples.operatorLeg))
            let request = try await fixture.ari.request { $0.method == "POST" }
            #expect(request.path == "channels/\(Samples.helperName)")
            #expect(
                request.query == [
                    "endpoint": "PJSIP/*200#", "app": "helpbridge", "appArgs": Samples.helperName, "timeout": "17",
                    "callerId": "\"علی xX: & 1\" <101>", "originator": Samples.operatorName,
                ])
            #expect(request.headers["authorization"] == "Basic aGVscGJyaWRnZTpzZWNyZXQ=")
        }
    }

    /// What Asterisk says of an account under which two phones may be registered; nothing of anything else.
    private static func account(_ request: FakeARIRequest) -> FakeARIFault? {
        func attributes(_ values: [String: String]) -> FakeARIFault {
            let list = values.map { name, value in #"{"attribute":"\#(name)","value":"\#(value)"}"# }
                .joined(separator: ",")
            return .answers(status: 200, body: "[\(list)]")
        }
        return switch request.path {
        case "asterisk/config/dynamic/res_pjsip/endpoint/200": attributes(["aors": "200"])
        case "asterisk/config/dynamic/res_pjsip/aor/200": attributes(["max_contacts": "2", "contact": ""])
        default: nil
        }
    }

    @Test(
        "A channel that was made only to ask for phones is hung up, also when the answers about it are lost",
        arguments: ["POST", "GET", "DELETE"])
    func lostAnswers(method: String) async throws {
        try await ARIFixture.run { fixture in
            _ = try await fixture.events.nextSnapshot()
            await fixture.ari.setFault { request in
                if let account = Self.account(request) { return account }
                let isAboutIt = request.path == "channels/create" || request.path.contains("-contacts-")
                return isAboutIt && request.method == method
                    ? .disconnects : .answers(status: 200, body: #"{"value":"x"}"#)
            }
            try await fixture.driver.originate(Samples.order(Samples.helperLeg, "200"))
            let made = try await fixture.ari.request { $0.path == "channels/create" }
            let name = try #require(made.query["channelId"])
            let count = method == "DELETE" ? 2 : 1
            while await fixture.ari.requests.count(where: { $0.line == "DELETE channels/\(name)" }) < count {
                await Task.yield()
            }
        }
    }

    @Test("A phone is asked to pick up by itself where it is the only one: of several, nobody knows where they sit")
    func autoAnswer() async throws {
        try await ARIFixture.run { fixture in
            _ = try await fixture.events.nextSnapshot()
            await fixture.ari.setFault { request in
                if let account = Self.account(request) { return account }
                return .answers(
                    status: 200,
                    body: request.path.hasSuffix("/variable")
                        ? #"{"value":"PJSIP/200/sip:200@10.0.0.5&PJSIP/200/sip:200@10.0.0.6"}"# : "{}")
            }
            var order = try Samples.order(Samples.helperLeg, "200")
            order.autoAnswer = true
            try await fixture.driver.originate(order)
            var single = try Samples.order(Samples.operatorLeg, "201")
            single.autoAnswer = true
            try await fixture.driver.originate(single)
            // Only headers have a body.
            let types = await fixture.ari.requests.filter { $0.query["appArgs"] != nil }
                .map { $0.headers["content-type"] }
            #expect(types == [nil, nil, "application/json"])
        }
    }

    @Test("Every phone of an account that takes several is rung, by a channel of its own")
    func severalPhones() async throws {
        try await ARIFixture.run { fixture in
            _ = try await fixture.events.nextSnapshot()
            await fixture.ari.setFault { request in
                if let account = Self.account(request) { return account }
                return switch request.path {
                case let path where path.hasSuffix("/variable"):
                    .answers(status: 200, body: #"{"value":"PJSIP/200/sip:200@10.0.0.5&PJSIP/200/sip:200@10.0.0.6"}"#)
                default: .answers(status: 200, body: "{}")
                }
            }
            try await fixture.driver.originate(Samples.order(Samples.helperLeg, "200"))
            let second = Samples.names.onPBX(ChannelID("\(Samples.helperLeg).2"))
            let first = try await fixture.ari.request { $0.path == "channels/\(Samples.helperName)" }
            #expect(first.query["endpoint"] == "PJSIP/200/sip:200@10.0.0.5")
            let other = try await fixture.ari.request { $0.path == "channels/\(second)" }
            #expect(other.query["endpoint"] == "PJSIP/200/sip:200@10.0.0.6")
            #expect(other.query["appArgs"] == second)
            // What was only made to ask is gone again.
            let made = try await fixture.ari.request { $0.path == "channels/create" }
            let name = try #require(made.query["channelId"])
            _ = try await fixture.ari.request { $0.method == "DELETE" && $0.path == "channels/\(name)" }
        }
    }

    @Test(
        "The settings of an account are asked for once in a while, also by a PBX that does not show them",
        arguments: [200, 404, 500])
    func rememberedSettings(status: Int) async throws {
        try await ARIFixture.run(prepare: { await $0.setPhone("101", .ringsOn) }) { fixture in
            _ = try await fixture.events.nextSnapshot()
            await fixture.ari.setFault { request in
                guard request.path.contains("/config/dynamic/") else { return nil }
                let attribute = request.path.contains("/endpoint/") ? "aors" : "max_contacts"
                return .answers(status: status, body: #"[{"attribute":"\#(attribute)","value":"1"}]"#)
            }
            for _ in 0..<3 { try await fixture.driver.originate(Samples.order(Samples.operatorLeg, "101")) }
            let asked = await fixture.ari.requests.filter { $0.path.contains("/config/dynamic/") }.map(\.path)
            let endpoint = "asterisk/config/dynamic/res_pjsip/endpoint/101"
            #expect(asked == (status == 200 ? [endpoint, "asterisk/config/dynamic/res_pjsip/aor/1"] : [endpoint]))
        }
    }

    @Test("Whether an account takes several phones is asked again after a minute, whatever becomes of the wall clock")
    func settingsAskedAgain() async throws {
        try await ARIFixture.run { fixture in
            _ = try await fixture.events.nextSnapshot()
            await fixture.ari.setFault { request in
                guard request.path.contains("/config/dynamic/") else { return nil }
                let attribute = request.path.contains("/endpoint/") ? "aors" : "max_contacts"
                return .answers(status: 200, body: #"[{"attribute":"\#(attribute)","value":"1"}]"#)
            }
            let now = Locked(ContinuousClock.now)
            let contacts = ARIContacts(fixture.driver.configuration, client: fixture.driver.client) {
                now.withLock { $0 }
            }
            let number = try Samples.number("101")
            func timesAsked(after passed: Duration) async -> Int {
                now.withLock { $0 += passed }
                _ = await contacts.phones(of: number, .extension) { _ in }
                return await fixture.ari.requests.count { $0.path.hasSuffix("/endpoint/101") }
            }
            #expect(await timesAsked(after: .zero) == 1)
            #expect(await timesAsked(after: .seconds(59)) == 1)
            #expect(await timesAsked(after: .seconds(2)) == 2)
        }
    }

    @Test("A timeout of nothing is sent as one second, since Asterisk would ring without an end")
    func noTimeout() async throws {
        try await ARIFixture.run(prepare: { await $0.setPhone("200", .manual) }) { fixture in
            _ = try await fixture.events.nextSnapshot()
            try await fixture.driver.originate(Samples.order(Samples.helperLeg, "200", timeoutSeconds: 0))
            #expect(try await fixture.ari.request { $0.method == "POST" }.query["timeout"] == "1")
        }
    }

    @Test("A repeated order is success, and the phone rings once")
    func duplicate() async throws {
        try await ARIFixture.run(prepare: { await $0.setPhone("101", .ringsOn) }) { fixture in
            _ = try await fixture.events.nextSnapshot()
            try await fixture.driver.originate(Samples.order(Samples.operatorLeg, "101"))
            try await fixture.driver.originate(Samples.order(Samples.operatorLeg, "101"))
            #expect(await fixture.ari.ringCounts == ["101": 1])
        }
    }

    @Test("A phone that is not registered is offline")
    func offline() async throws {
        try await ARIFixture.run { fixture in
            _ = try await fixture.events.nextSnapshot()
            await #expect(throws: PBXError.offline) {
                try await fixture.driver.originate(Samples.order(Samples.operatorLeg, "199"))
            }
        }
    }

    @Test("Who has asked to be called and is not at their phone is called through the dialplan")
    func away() async throws {
        let endpoint = "Local/{extension}@from-internal"
        try await ARIFixture.run(
            endpoint: endpoint,
            prepare: {
                await $0.setPhone("101", .manual)
                await $0.setPhone("102@from-internal/n", .manual)
            }
        ) { fixture in
            _ = try await fixture.events.nextSnapshot()
            try await fixture.driver.originate(Samples.order(Samples.operatorLeg, "101", destination: .phone))
            try await fixture.driver.originate(Samples.order(Samples.helperLeg, "102", destination: .phone))
            #expect(await fixture.ari.ringCounts == ["101": 1, "102@from-internal/n": 1])
        }
    }

    @Test(
        "What Asterisk refuses is told in its own words",
        arguments: [
            (400, #"{"message":"Endpoint must be specified"}"#, PBXError.refused("400: Endpoint must be specified")),
            (500, #"{"error":"Internal"}"#, .refused("500: Internal")),
            (404, "", .refused("404: no reason given")),
            (503, "<html>", .refused("503: no reason given")),
        ])
    func refused(status: Int, body: String, expected: PBXError) async throws {
        try await ARIFixture.run { fixture in
            _ = try await fixture.events.nextSnapshot()
            await fixture.ari.setFault { _ in .answers(status: status, body: body) }
            await #expect(throws: expected) {
                try await fixture.driver.originate(Samples.order(Samples.operatorLeg, "101"))
            }
        }
    }

    @Test("Without an answer nobody knows whether the phone rings", arguments: [true, false])
    func unanswered(byTimeout: Bool) async throws {
        try await ARIFixture.run(adjust: { $0.requestTimeout = ARIFixture.answerable }) { fixture in
            _ = try await fixture.events.nextSnapshot()
            await fixture.ari.setFault { _ in byTimeout ? .delays(.seconds(60)) : .losesAnswer }
            let error = await #expect(throws: PBXError.self) {
                try await fixture.driver.originate(Samples.order(Samples.operatorLeg, "101"))
            }
            guard case .unanswered? = error else {
                Issue.record("\(String(describing: error)) instead of unanswered")
                return
            }
        }
    }

    @Test(
        "A ring that fails is told with its reason",
        arguments: [(17, HangupReason.busy), (21, .declined), (19, .noAnswer), (34, .failed), (20, .offline)])
    func failedRing(cause: Int, reason: HangupReason) async throws {
        try await ARIFixture.run(
            prepare: { await $0.setPhone("200", FakePhone(.fails(cause: cause, after: .zero))) }
        ) { fixture in
            _ = try await fixture.events.nextSnapshot()
            try await fixture.driver.originate(Samples.order(Samples.helperLeg, "200"))
            #expect(try await fixture.events.next() == .ended(Samples.helperLeg, reason, HangupCause(q850: cause)))
        }
    }
}

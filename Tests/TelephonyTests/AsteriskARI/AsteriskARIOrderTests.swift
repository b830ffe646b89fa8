import ConcurrencyPrimitives
import HelpDesk
import TestSupport
import Testing

@testable import Telephony

@Suite("The ARI driver's orders", .timeLimit(.minutes(15)))
struct AsteriskARIOrderTests {
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

    @Test("While the event stream is down, only hanging up and destroying are sent")
    func disconnected() async throws {
        try await ARIFixture.run { fixture in
            _ = try await fixture.events.nextSnapshot()
            await fixture.ari.refuseEventStreams(status: 503)
            await fixture.ari.dropEventStreams()
            _ = try await fixture.events.nextLoss()
            await fixture.ari.forgetRequests()
            let driver = fixture.driver
            await #expect(throws: PBXError.notConnected) {
                try await driver.originate(Samples.order(Samples.operatorLeg, "101"))
            }
            await #expect(throws: PBXError.notConnected) {
                try await driver.play(Samples.prompt, as: Samples.playback, on: Samples.operatorLeg)
            }
            await #expect(throws: PBXError.notConnected) { try await driver.startRinging(Samples.operatorLeg) }
            await #expect(throws: PBXError.notConnected) { try await driver.stopRinging(Samples.operatorLeg) }
            await #expect(throws: PBXError.notConnected) {
                try await driver.join([Samples.operatorLeg], in: Samples.bridge)
            }
            await #expect(throws: PBXError.gone) { try await driver.hangUp(Samples.operatorLeg) }
            await #expect(throws: PBXError.gone) { try await driver.destroy(Samples.bridge) }
            #expect(
                await fixture.ari.requests.map(\.line) == [
                    "DELETE channels/\(Samples.operatorName)", "DELETE bridges/\(Samples.bridgeName)",
                ])
        }
    }

    @Test("A prompt is played from the bridge's address, and its end is told")
    func play() async throws {
        try await ARIFixture.run(prepare: { await $0.setPhone("101", .manual) }) { fixture in
            _ = try await fixture.events.nextSnapshot()
            try await fixture.answeredCall(Samples.operatorLeg, "101")
            try await fixture.driver.play(Samples.prompt, as: Samples.playback, on: Samples.operatorLeg)
            #expect(try await fixture.events.next() == .playbackFinished(Samples.playback, succeeded: true))
            let request = try await fixture.ari.request { $0.path.contains("/play/") }
            #expect(request.line == "POST channels/\(Samples.operatorName)/play/\(Samples.playbackName)")
            #expect(
                request.query == ["media": "sound:http://127.0.0.1:8080/prompts/\(Samples.prompt.digest).wav"])
        }
    }

    @Test("A prompt that cannot be played ends without success")
    func unplayable() async throws {
        try await ARIFixture.run(prepare: { await $0.setPhone("101", .manual) }) { fixture in
            _ = try await fixture.events.nextSnapshot()
            try await fixture.answeredCall(Samples.operatorLeg, "101")
            await fixture.ari.setUnplayable { _ in true }
            try await fixture.driver.play(Samples.prompt, as: Samples.playback, on: Samples.operatorLeg)
            #expect(try await fixture.events.next() == .playbackFinished(Samples.playback, succeeded: false))
        }
    }

    @Test("A digest that is no plain word is never sent", arguments: ["", "../etc/passwd", "a,b", "a b"])
    func badDigest(digest: String) async throws {
        try await ARIFixture.run { fixture in
            _ = try await fixture.events.nextSnapshot()
            await fixture.ari.forgetRequests()
            await #expect(throws: PBXError.refused("'\(digest)' is not the digest of a prompt")) {
                try await fixture.driver.play(
                    PromptAudio(digest: digest, seconds: 1), as: Samples.playback, on: Samples.operatorLeg)
            }
            #expect(await fixture.ari.requests.isEmpty)
        }
    }

    @Test("Two answered channels are joined in one bridge, and joining again does no harm", arguments: [16, 22])
    func join(version: Int) async throws {
        var settings = FakeARISettings()
        settings.version = version == 16 ? .asterisk16 : .asterisk22
        settings.otherPhones = .manual
        try await ARIFixture.run(settings) { fixture in
            _ = try await fixture.events.nextSnapshot()
            try await fixture.answeredCall(Samples.operatorLeg, "101")
            try await fixture.answeredCall(Samples.helperLeg, "200")
            let both = [Samples.operatorLeg, Samples.helperLeg]
            try await fixture.driver.join(both, in: Samples.bridge)
            #expect(try await fixture.events.next() == .enteredBridge(Samples.bridge, Samples.operatorLeg))
            #expect(try await fixture.events.next() == .enteredBridge(Samples.bridge, Samples.helperLeg))
            try await fixture.driver.join(both, in: Samples.bridge)
            #expect(try await fixture.events.next() == .enteredBridge(Samples.bridge, Samples.operatorLeg))
            #expect(try await fixture.events.next() == .enteredBridge(Samples.bridge, Samples.helperLeg))
            #expect(
                await fixture.ari.requests.filter { $0.path.hasPrefix("bridges/") }.map(\.rawTarget)
                    == Array(
                        repeating: [
                            "/ari/bridges/\(Samples.bridgeName)?type=mixing",
                            "/ari/bridges/\(Samples.bridgeName)/addChannel"
                                + "?channel=\(Samples.operatorName)%2C\(Samples.helperName)",
                        ], count: 2
                    ).flatMap(\.self))
        }
    }

    @Test("A bridge that Asterisk 16 refuses to make a second time is used")
    func joinAfterFailure() async throws {
        var settings = FakeARISettings()
        settings.otherPhones = .manual
        try await ARIFixture.run(settings) { fixture in
            _ = try await fixture.events.nextSnapshot()
            try await fixture.answeredCall(Samples.operatorLeg, "101")
            try await fixture.driver.join([Samples.operatorLeg], in: Samples.bridge)
            let failure = #"{"error":"Allocation failed"}"#
            await fixture.ari.setFault { $0.query["type"] == "mixing" ? .answers(status: 500, body: failure) : nil }
            try await fixture.driver.join([Samples.operatorLeg], in: Samples.bridge)
            await #expect(throws: PBXError.refused("500: Allocation failed")) {
                try await fixture.driver.join([Samples.operatorLeg], in: BridgeID("hb-unmade"))
            }
        }
    }

    @Test("A channel that still rings is refused in a bridge, one that is over is gone")
    func joinTooEarlyOrLate() async throws {
        try await ARIFixture.run(prepare: { await $0.setPhone("101", .ringsOn) }) { fixture in
            _ = try await fixture.events.nextSnapshot()
            try await fixture.driver.originate(Samples.order(Samples.operatorLeg, "101"))
            await #expect(throws: PBXError.refused("422: Channel not in Stasis application")) {
                try await fixture.driver.join([Samples.operatorLeg], in: Samples.bridge)
            }
            await #expect(throws: PBXError.gone) {
                try await fixture.driver.join([Samples.helperLeg], in: Samples.bridge)
            }
        }
    }

    @Test("Ringing tone, hanging up and destroying reach Asterisk, and say when there is nothing left")
    func theRest() async throws {
        try await ARIFixture.run(prepare: { await $0.setPhone("101", .manual) }) { fixture in
            _ = try await fixture.events.nextSnapshot()
            try await fixture.answeredCall(Samples.operatorLeg, "101")
            try await fixture.driver.startRinging(Samples.operatorLeg)
            try await fixture.driver.stopRinging(Samples.operatorLeg)
            try await fixture.driver.join([Samples.operatorLeg], in: Samples.bridge)
            #expect(try await fixture.events.next() == .enteredBridge(Samples.bridge, Samples.operatorLeg))
            try await fixture.driver.destroy(Samples.bridge)
            try await fixture.driver.hangUp(Samples.operatorLeg)
            #expect(try await fixture.events.next() == .ended(Samples.operatorLeg, .normal))
            await #expect(throws: PBXError.gone) { try await fixture.driver.hangUp(Samples.operatorLeg) }
            await #expect(throws: PBXError.gone) { try await fixture.driver.destroy(Samples.bridge) }
            await #expect(throws: PBXError.gone) { try await fixture.driver.startRinging(Samples.operatorLeg) }
            let leg = "channels/\(Samples.operatorName)"
            #expect(
                await fixture.ari.requests.map(\.line).dropFirst(5).prefix(6) == [
                    "POST \(leg)/ring", "DELETE \(leg)/ring", "POST bridges/\(Samples.bridgeName)",
                    "POST bridges/\(Samples.bridgeName)/addChannel", "DELETE bridges/\(Samples.bridgeName)",
                    "DELETE \(leg)",
                ])
        }
    }

    @Test(
        "What Asterisk says of a phone is understood, and the slash of its name is no part of the address",
        arguments: [
            ("NOT_INUSE", DeviceState.idle), ("RINGING", .ringing), ("INUSE", .inUse), ("RINGINGINUSE", .inUse),
            ("ONHOLD", .inUse), ("BUSY", .inUse), ("UNAVAILABLE", .unavailable), ("INVALID", .unknown),
            ("UNKNOWN", .unknown),
        ])
    func deviceState(word: String, state: DeviceState) async throws {
        try await ARIFixture.run { fixture in
            _ = try await fixture.events.nextSnapshot()
            await fixture.ari.setFault { _ in .answers(status: 200, body: #"{"name":"PJSIP/200","state":"\#(word)"}"#) }
            #expect(try await fixture.driver.state(of: Samples.order(Samples.helperLeg, "200").number) == state)
            let request = try await fixture.ari.request { $0.path.hasPrefix("deviceStates") }
            #expect(request.rawTarget == "/ari/deviceStates/PJSIP%2F200")
        }
    }

    @Test(
        "A listener on a call lets the right people hear what is said to it",
        arguments: [(CallMode.whisper, "out"), (.barge, "both"), (.listen, "none")])
    func snoop(mode: CallMode, whisper: String) async throws {
        try await ARIFixture.run { fixture in
            _ = try await fixture.events.nextSnapshot()
            await fixture.ari.setFault { _ in .answers(status: 200, body: "{}") }
            let listener = ChannelID.ofSnoop(Samples.request, position: 1)
            try await fixture.driver.snoop(ChannelID("17.1"), as: listener, mode: mode)
            let request = try await fixture.ari.request { $0.method == "POST" }
            #expect(request.path == "channels/17.1/snoop/\(Samples.names.onPBX(listener))")
            #expect(
                request.query == [
                    "app": "helpbridge", "appArgs": Samples.names.onPBX(listener), "spy": "both", "whisper": whisper,
                ])
        }
    }

    @Test("The operator's live call is the one that has a party, and neither ours nor that of the request code")
    func liveCall() async throws {
        let channels = """
            [{"id":"1","name":"PJSIP/101-01","state":"Up","connected":{"name":"","number":""},"creationtime":"9"},
             {"id":"2","name":"PJSIP/101-02","state":"Up","connected":{"name":"","number":"900"},"creationtime":"1"},
             {"id":"3","name":"PJSIP/101-03","state":"Up","connected":{"name":"","number":"*5003"},"creationtime":"5"},
             {"id":"4","name":"PJSIP/101-04","state":"Ring","connected":{"name":"","number":"7"},"creationtime":"6"},
             {"id":"7","name":"PJSIP/101-2-07","state":"Up","connected":{"name":"","number":"7"},"creationtime":"9"},
             {"id":"5","name":"PJSIP/1011-05","state":"Up","connected":{"name":"","number":"7"},"creationtime":"7"},
             {"id":"hb-6","name":"PJSIP/101-06","state":"Up","connected":{"name":"","number":"7"},"creationtime":"8"}]
            """
        try await ARIFixture.run { fixture in
            _ = try await fixture.events.nextSnapshot()
            await fixture.ari.setFault { _ in .answers(status: 200, body: channels) }
            let number = try Samples.order(Samples.operatorLeg, "101").number
            #expect(
                try await fixture.driver.liveCall(of: number, apartFrom: [ChannelID("3")]) == LiveCall(ChannelID("2")))
            let nobody = try Samples.order(Samples.operatorLeg, "202").number
            #expect(try await fixture.driver.liveCall(of: nobody, apartFrom: []) == nil)
        }
    }

    @Test(
        "A call in which the operator is sent nothing is told as silent, unless this Asterisk whispers all the same",
        arguments: [("16.28.0~dfsg-0+deb11u4", true), ("22.11.0", false)])
    func silence(version: String, isSilent: Bool) async throws {
        let channels = """
            [{"id":"2","name":"PJSIP/101-02","state":"Up","connected":{"name":"","number":"900"},"creationtime":"1"}]
            """
        let received = Locked(0)
        try await ARIFixture.run { fixture in
            _ = try await fixture.events.nextSnapshot()
            await fixture.ari.setFault { request in
                if request.path == "asterisk/info" {
                    return .answers(status: 200, body: #"{"system":{"version":"\#(version)"}}"#)
                }
                guard request.query["variable"] == PacketCount.variable else {
                    return .answers(status: 200, body: channels)
                }
                let count = received.withLock { count in
                    count += 3
                    return count
                }
                return .answers(status: 200, body: #"{"value":"ssrc=1;rxcount=\#(count);txcount=25;rlp=0"}"#)
            }
            let call = try await fixture.driver.liveCall(of: Samples.number("101"), apartFrom: [])
            #expect(call == LiveCall(ChannelID("2"), isSilent: isSilent))
        }
    }

    @Test("An id cannot break out of its place in the address")
    func encoding() async throws {
        try await ARIFixture.run { fixture in
            _ = try await fixture.events.nextSnapshot()
            await fixture.ari.forgetRequests()
            await #expect(throws: PBXError.gone) { try await fixture.driver.hangUp(ChannelID("hb-ا/b ?x=1#&%")) }
            #expect(
                await fixture.ari.requests.map(\.rawTarget) == [
                    "/ari/channels/hb-%D8%A7%2Fb%20%3Fx%3D1%23%26%25-\(Samples.names.mark)"
                ])
            for id in ["", ".", ".."] {
                await #expect(throws: PBXError.refused("'\(id)' cannot be part of an address on the PBX")) {
                    try await fixture.driver.hangUp(ChannelID(id))
                }
            }
            #expect(await fixture.ari.requests.count == 1)
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

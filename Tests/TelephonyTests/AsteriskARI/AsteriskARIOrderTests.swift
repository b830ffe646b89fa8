import ConcurrencyPrimitives
import HelpDesk
import TestSupport
import Testing

@testable import Telephony

@Suite("The ARI driver's orders", .timeLimit(.minutes(15)))
struct AsteriskARIOrderTests {
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

    @Test("What is ordered while Asterisk is away ends as what anything does then, also what is sent even so")
    func away() async throws {
        let ari = try await FakeARI()
        try await ARIFixture.run(ARIFixture.configuration(url: ari.url), LogRecorder()) { driver, events in
            _ = try await events.nextSnapshot()
            try await ari.stop()
            _ = try await events.nextLoss()
            await #expect(throws: PBXError.notConnected) { try await driver.hangUp(Samples.operatorLeg) }
            await #expect(throws: PBXError.notConnected) { try await driver.destroy(Samples.bridge) }
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
            #expect(try await fixture.events.next() == .enteredBridge(Samples.operatorLeg))
            #expect(try await fixture.events.next() == .enteredBridge(Samples.helperLeg))
            try await fixture.driver.join(both, in: Samples.bridge)
            #expect(try await fixture.events.next() == .enteredBridge(Samples.operatorLeg))
            #expect(try await fixture.events.next() == .enteredBridge(Samples.helperLeg))
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
            #expect(try await fixture.events.next() == .enteredBridge(Samples.operatorLeg))
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
        "A phone of which Asterisk says nothing that is understood has no state",
        arguments: ["", "{}", #"{"state":1}"#])
    func unreadableDeviceState(answer: String) async throws {
        try await ARIFixture.run { fixture in
            _ = try await fixture.events.nextSnapshot()
            await fixture.ari.setFault { _ in .answers(status: 200, body: answer) }
            await #expect(throws: PBXError.refused("GET deviceStates: the answer is not what ARI documents")) {
                try await fixture.driver.state(of: Samples.number("200"))
            }
        }
    }

    @Test(
        "A listener on a call lets the right people hear what is said to it",
        arguments: [(CallMode.whisper, "out"), (.barge, "both"), (.listen, "none")])
    func snoop(mode: CallMode, whisper: String) async throws {
        try await ARIFixture.run { fixture in
            _ = try await fixture.events.nextSnapshot()
            await fixture.ari.setFault { _ in .answers(status: 200, body: "{}") }
            let listener = ChannelID.ofSnoop(Samples.request, ordinal: 1)
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

    @Test(
        "A call that the customer's phone holds is told as on hold where a listener would end the operator's music",
        arguments: [("1", "native_rtp", true), ("1", "simple_bridge", false), ("0", "native_rtp", false)])
    func heldByCustomer(hold: String, technology: String, isOnHold: Bool) async throws {
        try await ARIFixture.run { fixture in
            _ = try await fixture.events.nextSnapshot()
            await fixture.ari.setFault { request in
                let body =
                    switch (request.path, request.query["variable"]) {
                    case ("channels", _):
                        #"[{"id":"2","name":"PJSIP/101-02","state":"Up","connected":{"name":"","number":"900"}}]"#
                    case ("bridges", _): #"[{"id":"b","technology":"\#(technology)","channels":["2","3"]}]"#
                    case ("channels/2/variable", "BRIDGEPEER"): #"{"value":"PJSIP/900-03"}"#
                    case ("channels/PJSIP/900-03/variable", "CHANNEL(rtp,hold)"): #"{"value":"\#(hold)"}"#
                    default: #"{"value":""}"#
                    }
                return .answers(status: 200, body: body)
            }
            let call = try await fixture.driver.liveCall(of: Samples.number("101"), apartFrom: [])
            #expect(call == LiveCall(ChannelID("2"), isOnHold: isOnHold))
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
}

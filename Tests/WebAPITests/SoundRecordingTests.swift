import Foundation
import HTTPTypes
import HelpDesk
import Testing
import WebTestSupport

@Suite
struct SoundRecordingTests {
    private static let json: HTTPFields = [.contentType: "application/json"]
    private static let path = "/v1/sounds/greeting/record"

    @Test("A phone is rung for a recording, which is followed and cancelled")
    func lifeCycle() async throws {
        let site = TestSite()
        try await site.test { client in
            #expect(try await client.send(.get, "/v1/sounds/greeting/recording").problem().code == "unknown_recording")
            let body = #"{"extension":"101","name":"Greeting","voice":"fa"}"#
            let accepted = try await client.send(.post, Self.path, headers: Self.json, body: body)
            #expect(accepted.status == 202)
            #expect(accepted.headers[.location] == "/v1/sounds/greeting/recording")
            #expect(
                accepted.text == #"{"sound":"greeting","extension":"101","state":"ringing","takes":0,"#
                    + #""startedAt":"2023-11-14T22:13:20.000Z","updatedAt":"2023-11-14T22:13:20.000Z"}"#)
            #expect(
                site.recordings.orders == [
                    SoundRecordingOrder(sound: "greeting", extension: "101", name: "Greeting", voice: "fa")
                ])

            let shown = try await client.send(.get, "/v1/sounds/greeting/recording")
            #expect(shown.status == 200)
            #expect(shown.text == accepted.text)

            let cancelled = try await client.send(.delete, "/v1/sounds/greeting/recording").json(SoundRecording.self)
            #expect(cancelled.state == .discarded)
            #expect(cancelled.reason == .cancelled)
            #expect(try await client.send(.delete, "/v1/sounds/other/recording").status == 404)
        }
    }

    @Test(
        "What the help desk refuses to record has a status and a stable code",
        arguments: [
            (HelpDeskError.soundBusy("greeting"), 409, "sound_being_recorded"),
            (.extensionBusy("101"), 409, "extension_recording"), (.forbiddenNumber("101"), 422, "forbidden_number"),
            (.unknownVoice("xx"), 422, "unknown_voice"), (.notRunning, 503, "not_running"),
        ])
    func refusedByHelpDesk(refusal: HelpDeskError, status: Int, code: String) async throws {
        try await TestSite(recordings: FakeRecordings(failure: refusal)).test { client in
            let answer = try await client.send(
                .post, Self.path, headers: Self.json, body: #"{"extension":"101"}"#)
            #expect(answer.status == status)
            #expect(try answer.problem().code == code)
        }
    }

    @Test("A recording of which the bridge that may have it says nothing is not one that there is not")
    func unanswered() async throws {
        try await TestSite(recordings: FakeRecordings(silence: .notRunning)).test { client in
            for method in [HTTPRequest.Method.get, .delete] {
                let answer = try await client.send(method, "/v1/sounds/greeting/recording")
                #expect(answer.status == 503)
                #expect(try answer.problem().code == "not_running")
            }
        }
    }

    @Test(
        "What is no order to record is refused with a stable code, and nobody is rung",
        arguments: [
            (#"{"extension":"101","voice":""}"#, 422, "validation_failed"),
            (#"{"extension":"101","name":""}"#, 422, "validation_failed"),
            (#"{"extension":101}"#, 422, "validation_failed"), (#"{}"#, 422, "validation_failed"),
            (#"[]"#, 422, "validation_failed"), ("x", 400, "invalid_json"),
            (#"{"extension":"101","voices":"fa"}"#, 422, "validation_failed"),
            (#"{"extension":"101","name":"a\nb"}"#, 422, "validation_failed"),
        ])
    func refused(body: String, status: Int, code: String) async throws {
        let site = TestSite()
        try await site.test { client in
            let answer = try await client.send(.post, Self.path, headers: Self.json, body: body)
            #expect(answer.status == status)
            #expect(try answer.problem().code == code)
        }
        #expect(site.recordings.orders.isEmpty)
    }

    @Test("A PBX that cannot record is named as the reason")
    func unsupported() async throws {
        try await TestSite(recordings: FakeRecordings(failure: .recordingUnsupported)).test { client in
            let answer = try await client.send(
                .post, Self.path, headers: Self.json, body: #"{"extension":"101"}"#)
            #expect(answer.status == 501)
            #expect(try answer.problem().code == "recording_unsupported")
            #expect(try answer.problem().detail.contains("pbx.driver"))
        }
    }

    @Test("What can be no id has no recording", arguments: ["a.wav", "preview", "%20"])
    func noID(id: String) async throws {
        try await TestSite().test { client in
            let answer = try await client.send(
                .post, "/v1/sounds/\(id)/record", headers: Self.json, body: #"{"extension":"101"}"#)
            #expect(answer.status == 404)
        }
    }
}

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

            let second = try await client.send(.post, Self.path, headers: Self.json, body: body)
            #expect(second.status == 409)
            #expect(try second.problem().code == "sound_being_recorded")
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
        "What cannot be done is refused with a stable code, and nobody is rung",
        arguments: [
            (#"{"extension":"199"}"#, 409, "extension_recording"),
            (#"{"extension":"999"}"#, 422, "forbidden_number"),
            (#"{"extension":"101","voice":"xx"}"#, 422, "unknown_voice"),
            (#"{"extension":"101","voice":""}"#, 422, "validation_failed"),
            (#"{"extension":"101","name":""}"#, 422, "validation_failed"),
            (#"{"extension":101}"#, 422, "validation_failed"), (#"{}"#, 422, "validation_failed"),
            (#"[]"#, 422, "validation_failed"), ("x", 400, "invalid_json"),
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

import Foundation
import HTTPTypes
import HelpDesk
import Testing
import WebTestSupport

@Suite
struct SoundTests {
    private struct List: Decodable {
        var items: [Sound]
    }

    private static let audio: HTTPFields = [.contentType: "audio/flac"]

    @Test("A recording is uploaded, listed, heard, renamed, replaced and removed")
    func lifeCycle() async throws {
        try await TestSite().test { client in
            let created = try await client.send(
                .post, "/v1/sounds?id=closed&name=We+are%20closed", headers: Self.audio, body: "sound")
            #expect(created.status == 201)
            #expect(created.headers[.location] == "/v1/sounds/closed")
            let tag = try #require(created.headers[.eTag])
            let sound = try created.json(Sound.self)
            #expect(sound.id == "closed")
            #expect(sound.name == "We are closed")

            #expect(try await client.send(.get, "/v1/sounds").json(List.self).items == [sound])
            let shown = try await client.send(.get, "/v1/sounds/closed")
            #expect(try shown.json(Sound.self) == sound)
            #expect(shown.headers[.eTag] == tag)
            let heard = try await client.send(.get, "/v1/sounds/closed/audio")
            #expect(heard.headers[.contentType] == "audio/wav")
            #expect(heard.text == "sound8000")
            #expect(try await client.send(.get, "/v1/sounds/closed/audio?rate=16000").text == "sound16000")
            #expect(try await client.send(.get, "/v1/sounds/closed/audio?rate=").text == "sound8000")
            for query in ["rate=44100", "rate=x", "rates=16000"] {
                #expect(try await client.send(.get, "/v1/sounds/closed/audio?\(query)").status == 422)
            }

            let renamed = try await client.send(
                .put, "/v1/sounds/closed?name=Shut", headers: [.ifMatch: tag], body: "")
            #expect(try renamed.json(Sound.self).name == "Shut")
            #expect(renamed.headers[.eTag] != tag)
            let replaced = try await client.send(.put, "/v1/sounds/closed", headers: Self.audio, body: "new")
            #expect(replaced.status == 200)
            #expect(try await client.send(.get, "/v1/sounds/closed/audio").text == "new8000")

            let last = try #require(replaced.headers[.eTag])
            let removed = try await client.send(.delete, "/v1/sounds/closed", headers: [.ifMatch: last])
            #expect(removed.status == 204)
            #expect(try await client.send(.get, "/v1/sounds/closed").status == 404)
        }
    }

    @Test("A recording that is uploaded without an id gets one that is made up")
    func generated() async throws {
        try await TestSite().test { client in
            let sound = try await client.send(.post, "/v1/sounds", headers: Self.audio, body: "x").json(Sound.self)
            #expect(sound.id.hasPrefix("sound-"))
            #expect(Sound.isID(sound.id))
            #expect(sound.name == sound.id)
        }
    }

    @Test(
        "A change of a recording from an older state is refused, and one without a state is made",
        arguments: [
            ("\"2\"", 412), ("\"x\"", 412), ("7", 412), ("\"1\"", 412), ("W/{tag}", 412), ("\"2\", \"3\"", 412),
            ("{tag}", 200), ("\"2\", {tag}", 200), ("*", 200),
        ])
    func preconditions(field: String, status: Int) async throws {
        try await TestSite().test { client in
            let created = try await client.send(.post, "/v1/sounds?id=a", headers: Self.audio, body: "x")
            let tag = try #require(created.headers[.eTag])
            let condition = field.replacing("{tag}", with: tag)
            let answer = try await client.send(.put, "/v1/sounds/a?name=b", headers: [.ifMatch: condition], body: "")
            #expect(answer.status == status)
            if status == 412 { #expect(try answer.problem().code == "sound_changed") }
            let removal = try await client.send(.delete, "/v1/sounds/a", headers: [.ifMatch: "\"9\""])
            #expect(removal.status == 412)
        }
    }

    @Test("What was seen of a recording says nothing of another one that was made in its place since")
    func madeAnew() async throws {
        let sounds = FakeSounds()
        let date = Date(timeIntervalSince1970: 1_700_000_000)
        let old = Sound(
            id: "a", name: "a", format: "WAV", seconds: 1, loudness: -20, createdAt: date, updatedAt: date)
        try await sounds.add(old, audio: SoundAudio(narrowband: [1], wideband: [2]))
        try await TestSite(sounds: sounds).test { client in
            let shown = try await client.send(.get, "/v1/sounds/a")
            let tag = try #require(shown.headers[.eTag])
            #expect(try await client.send(.delete, "/v1/sounds/a", headers: [.ifMatch: tag]).status == 204)
            _ = try await client.send(.post, "/v1/sounds?id=a", headers: Self.audio, body: "x")
            for method in [HTTPRequest.Method.put, .delete] {
                let answer = try await client.send(method, "/v1/sounds/a?name=b", headers: [.ifMatch: tag], body: "")
                #expect(answer.status == 412)
            }
        }
    }

    @Test(
        "An upload that cannot be taken is refused with a stable code and leaves nothing behind",
        arguments: [
            ("/v1/sounds?id=a", "bad", 422, "not_audio"), ("/v1/sounds?id=a", "", 422, "empty_recording"),
            ("/v1/sounds?id=a/b", "x", 422, "validation_failed"),
            ("/v1/sounds?id=a.wav", "x", 422, "validation_failed"),
            ("/v1/sounds?id=preview", "x", 422, "validation_failed"),
            ("/v1/sounds?id=a&name=", "x", 422, "validation_failed"),
            ("/v1/sounds?id=a&name=a%0Ab", "x", 422, "validation_failed"),
            ("/v1/sounds?id=a&name=a%E2%80%A8b", "x", 422, "validation_failed"),
            ("/v1/sounds?id=a&title=b", "x", 422, "validation_failed"),
            ("/v1/sounds?id=a&id=b", "x", 422, "validation_failed"),
        ])
    func refused(path: String, body: String, status: Int, code: String) async throws {
        try await TestSite().test { client in
            let answer = try await client.send(.post, path, headers: Self.audio, body: body)
            #expect(answer.status == status)
            #expect(try answer.problem().code == code)
            #expect(try await client.send(.get, "/v1/sounds").json(List.self).items.isEmpty)
        }
    }

    @Test("A recording that is sent in a form is refused with how to send it, and one as curl announces it is taken")
    func form() async throws {
        try await TestSite().test { client in
            let form: HTTPFields = [.contentType: "multipart/form-data; boundary=abc"]
            let part = "--abc\r\nContent-Disposition: form-data; name=file; filename=a.wav\r\n\r\nsound\r\n--abc--\r\n"
            let problem = try await client.send(.post, "/v1/sounds?id=a", headers: form, body: part).problem()
            #expect(problem.status == 415 && problem.code == "unsupported_media_type")
            #expect(problem.detail.contains("--data-binary"))
            let plain: HTTPFields = [.contentType: "application/x-www-form-urlencoded"]
            #expect(try await client.send(.post, "/v1/sounds?id=a", headers: plain, body: "sound").status == 201)
            #expect(try await client.send(.put, "/v1/sounds/a", headers: form, body: part).status == 415)
        }
    }

    @Test("A recording of more than 20 MB is refused, whether it is announced or not")
    func tooLarge() async throws {
        try await TestSite().test { client in
            let answer = try await client.send(
                .post, "/v1/sounds?id=a", headers: Self.audio, body: String(repeating: "x", count: (20 << 20) + 1))
            #expect(answer.status == 413)
            #expect(try answer.problem().code == "body_too_large")
            let largest = try await client.send(
                .post, "/v1/sounds?id=a", headers: Self.audio, body: String(repeating: "x", count: 20 << 20))
            #expect(largest.status == 201)
        }
    }

    @Test(
        "A recording is not added under an id that is taken, removed while a route plays it, or found by an unknown id")
    func conflicts() async throws {
        try await TestSite().test { client in
            _ = try await client.send(.post, "/v1/sounds?id=used", headers: Self.audio, body: "x")
            let again = try await client.send(.post, "/v1/sounds?id=used", headers: Self.audio, body: "x")
            #expect(again.status == 409)
            #expect(try again.problem().code == "sound_exists")
            let removal = try await client.send(.delete, "/v1/sounds/used")
            #expect(removal.status == 409)
            #expect(try removal.problem().code == "sound_in_use")
            for method in [HTTPRequest.Method.get, .delete] {
                let problem = try await client.send(method, "/v1/sounds/nobody").problem()
                #expect(problem.code == "unknown_sound")
            }
            let put = try await client.send(.put, "/v1/sounds/nobody?name=x", body: "")
            #expect(try put.problem().code == "unknown_sound")
            #expect(try await client.send(.put, "/v1/sounds/used", body: "").status == 422)
        }
    }

    @Test("A prompt's text is heard before it is saved")
    func preview() async throws {
        try await TestSite().test { client in
            func preview(_ body: String) async throws -> Answer {
                try await client.send(
                    .post, "/v1/sounds/preview", headers: [.contentType: "application/json"], body: body)
            }
            let answer = try await preview(#"{"text":"سلام","voice":"fa"}"#)
            #expect(answer.status == 200)
            #expect(answer.headers[.contentType] == "audio/wav")
            #expect(answer.text == "سلام 8000")
            #expect(try await preview(#"{"text":"a","voice":"fa","rate":16000}"#).text == "a 16000")
            #expect(try await preview(#"{"text":"a\nb","voice":"fa","rate":null}"#).text == "a\nb 8000")
            let refusals = [
                #"{"text":"a","voice":"xx"}"#: "voice", #"{"text":"...","voice":"fa"}"#: "text",
                #"{"voice":"fa"}"#: "text", #"{"text":"a"}"#: "voice", #"{"text":1,"voice":"fa"}"#: "text",
                #"{"text":"a","voice":"fa","rate":44100}"#: "rate", #"[]"#: "body",
                #"{"text":"a","voice":"fa","rate":8000.5}"#: "rate", #"{"text":"a","voice":"fa","rate":1e30}"#: "rate",
                #"{"text":"a","voice":"fa","rate":"8000"}"#: "rate",
                #"{"text":"a","voice":"fa","rates":16000}"#: "rates",
            ]
            for (body, field) in refusals {
                let answer = try await preview(body)
                #expect(answer.status == 422, "\(body)")
                let errors = try answer.problem().errors ?? []
                #expect(errors.map(\.field) == [field], "\(body)")
            }
            let broken = try await preview("{").problem()
            #expect(broken.code == "invalid_json")
        }
    }

    @Test(
        "Nothing is told of recordings without a token",
        arguments: ["/v1/sounds", "/v1/sounds/a", "/v1/sounds/a/audio"])
    func unauthorized(path: String) async throws {
        try await TestSite().test { client in
            let answer = try await client.send(.get, path, token: nil)
            #expect(answer.status == 401)
        }
    }
}

import HTTPTypes
import Testing
import WebTestSupport

@testable import WebAPI

@Suite
struct PromptTests {
    private static let path = "/prompts/\(FakePrompts.digest).wav"
    private static let tag = "\"\(FakePrompts.digest)\""

    @Test("A prompt is served whole, without a token, to be kept for ever")
    func whole() async throws {
        try await TestSite().test { client in
            let answer = try await client.send(.get, Self.path, token: nil)
            #expect(answer.status == 200)
            #expect(answer.body == FakePrompts.content)
            #expect(answer.headers[.contentType] == "audio/wav")
            #expect(answer.headers[.contentLength] == "1000")
            #expect(answer.headers[.cacheControl] == "public, max-age=31536000, immutable")
            #expect(answer.headers[.eTag] == Self.tag)
            #expect(answer.headers[.acceptRanges] == "bytes")
        }
    }

    @Test("HEAD of a prompt answers what GET would, without the body, and takes no range")
    func head() async throws {
        try await TestSite().test { client in
            let answer = try await client.send(.head, Self.path, token: nil, headers: [.range: "bytes=0-9"])
            #expect(answer.status == 200)
            #expect(answer.body.isEmpty)
            #expect(answer.headers[.contentLength] == "1000")
            #expect(answer.headers[.contentType] == "audio/wav")
        }
    }

    @Test(
        "What is not a known prompt is answered 404",
        arguments: [
            String(repeating: "0", count: 64) + ".wav", "x.wav", ".wav", FakePrompts.digest.uppercased() + ".wav",
            FakePrompts.digest + "0.wav", "..%2f..%2fetc%2fpasswd.wav",
        ])
    func unknown(name: String) async throws {
        try await TestSite().test { client in
            let answer = try await client.send(.get, "/prompts/\(name)", token: nil)
            #expect(answer.status == 404)
            #expect(try answer.problem().code == "unknown_prompt")
        }
    }

    @Test("Where nobody can say whether another bridge has a prompt, a client is told to come again")
    func elsewhere() async throws {
        try await TestSite().test { client in
            let answer = try await client.send(.get, "/prompts/\(FakePrompts.elsewhere).wav", token: nil)
            #expect(answer.status == 503 && answer.headers[.retryAfter] == "5")
            #expect(try answer.problem().code == "storage_unavailable")
        }
    }

    @Test("A client that has the prompt is answered 304", arguments: ["%", "W/%", "\"x\", %", "*", "  %  "])
    func notModified(field: String) async throws {
        let field = String(field.map { $0 == "%" ? Self.tag : String($0) }.joined())
        try await TestSite().test { client in
            let answer = try await client.send(.get, Self.path, headers: [.ifNoneMatch: field])
            #expect(answer.status == 304)
            #expect(answer.body.isEmpty)
            #expect(answer.headers[.eTag] == Self.tag)
            #expect(answer.headers[.contentLength] == nil)
        }
    }

    @Test("A client that has another version of the prompt gets it", arguments: ["\"x\"", FakePrompts.digest, ""])
    func modified(field: String) async throws {
        try await TestSite().test { client in
            let answer = try await client.send(.get, Self.path, headers: [.ifNoneMatch: field])
            #expect(answer.status == 200)
        }
    }

    @Test(
        "One range of a prompt is served",
        arguments: [
            ("bytes=0-9", 0..<10), ("bytes=990-", 990..<1000), ("bytes=-10", 990..<1000), ("bytes=0-0", 0..<1),
            ("bytes=999-5000", 999..<1000), ("bytes=-5000", 0..<1000), ("Bytes=5-6", 5..<7),
            ("bytes=7-99999999999999999999", 7..<1000),
        ])
    func range(field: String, expected: Range<Int>) async throws {
        try await TestSite().test { client in
            let answer = try await client.send(.get, Self.path, headers: [.range: field])
            #expect(answer.status == 206)
            #expect(answer.body == Array(FakePrompts.content[expected]))
            #expect(answer.headers[.contentRange] == "bytes \(expected.lowerBound)-\(expected.upperBound - 1)/1000")
            #expect(answer.headers[.contentLength] == "\(expected.count)")
        }
    }

    @Test(
        "A range that makes no sense, or several, are answered with the whole prompt",
        arguments: [
            "bytes=9-0", "bytes=a-b", "bytes=-", "bytes=", "items=0-9", "bytes 0-9", "bytes=0-1,3-4", "bytes=+1-2",
        ])
    func malformedRange(field: String) async throws {
        try await TestSite().test { client in
            let answer = try await client.send(.get, Self.path, headers: [.range: field])
            #expect(answer.status == 200)
            #expect(answer.body.count == 1000)
        }
    }

    @Test(
        "A range beyond the end of a prompt is answered 416 with the size",
        arguments: ["bytes=1000-", "bytes=-0", "bytes=2000-3000"])
    func unsatisfiable(field: String) async throws {
        try await TestSite().test { client in
            let answer = try await client.send(.get, Self.path, headers: [.range: field])
            #expect(answer.status == 416)
            #expect(answer.headers[.contentRange] == "bytes */1000")
            #expect(try answer.problem().code == "range_not_satisfiable")
        }
    }

    @Test("A range holds only for the version of the prompt that it was asked of")
    func ifRange() async throws {
        try await TestSite().test { client in
            let same = try await client.send(.get, Self.path, headers: [.range: "bytes=0-9", .ifRange: Self.tag])
            #expect(same.status == 206)
            let other = try await client.send(.get, Self.path, headers: [.range: "bytes=0-9", .ifRange: "\"x\""])
            #expect(other.status == 200)
        }
    }

    @Test("No range of an empty prompt can be asked for")
    func emptyFile() {
        #expect(ByteRange("bytes=0-", size: 0) == .unsatisfiable)
        #expect(ByteRange("bytes=-1", size: 0) == .unsatisfiable)
        #expect(ByteRange(nil, size: 0) == .whole)
    }
}

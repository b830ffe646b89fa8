import Testing

@testable import Speech

@Suite("The digests of what a voice says")
struct PromptDigestsTests {
    private static func digest(_ letter: Character) throws -> PromptDigest {
        try #require(PromptDigest(hex: String(repeating: letter, count: 64)))
    }

    @Test("Of a text that was said before, nothing is prepared again; each rate has a digest of its own")
    func remembered() throws {
        let digests = PromptDigests()
        var made = 0
        for (rate, letter) in [(8_000, "a"), (16_000, "b"), (8_000, "c"), (16_000, "d")] as [(Int, Character)] {
            let digest = try digests.digest(of: "Hello", sampleRate: rate) {
                made += 1
                return try Self.digest(letter)
            }
            #expect(digest == (try Self.digest(rate == 8_000 ? "a" : "b")))
        }
        #expect(made == 2)
    }

    @Test("There are never more digests than the maximum, however many names a voice says")
    func bounded() throws {
        let digests = PromptDigests()
        let digest = try Self.digest("a")
        var made = 0
        for number in 0...PromptDigests.maximumCount {
            _ = digests.digest(of: "\(number)", sampleRate: 8_000) { digest }
        }
        _ = digests.digest(of: "0", sampleRate: 8_000) {
            made += 1
            return digest
        }
        #expect(made == 1)
    }

    @Test("A voice that speaks in another way has other digests; voices alike are equal, whatever they have said")
    func changed() throws {
        let voice = try ShippedVoices.voice("en")
        var (copy, faster, other) = (voice, voice, voice)
        faster.settings.rate += 1
        other.preparation = TextPreparation()
        copy.title = "Another"
        #expect(copy.digests === voice.digests)
        #expect(faster.digests !== voice.digests && other.digests !== voice.digests)
        var slower = faster
        slower.settings.rate -= 1
        #expect(slower == voice)
    }
}

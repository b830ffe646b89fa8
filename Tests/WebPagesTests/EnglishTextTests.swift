import Testing
import WebTestSupport

@testable import WebPages

@Suite("The English texts")
struct EnglishTextTests {
    @Test("The English texts take nobody for a man or a woman")
    func people() throws {
        let texts = try #require(try TestSite.pages.get().languages["en"]).texts
        let astray = texts.filter { $0.value.lowercased().contains(/\b(he|she|his|her|hers|him|himself|herself)\b/) }
        #expect(astray.isEmpty)
    }
}

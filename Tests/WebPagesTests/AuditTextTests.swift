import Testing
import WebTestSupport

@testable import WebPages

@Suite("The texts of the audit log")
struct AuditTextTests {
    @Test("Each action and each kind of the audit log has words in both languages", arguments: ["en", "fa"])
    func words(language: String) throws {
        let texts = try #require(try TestSite.pages.get().languages[language]).texts
        let written = try AuditWords()
        try #require(written.actions.count > 10)
        let keys = written.actions.map { "audit.\($0)" } + written.kinds.map { "kinds.\($0)" }
        #expect(keys.filter { texts[$0] == nil }.isEmpty)
    }
}

import Foundation
import HelpDesk
import Testing

@Suite("Who has named a helper", .timeLimit(.minutes(15)))
struct CandidateSourceTests {
    @Test(
        "The source that has named a helper is one text in JSON, and is read from it again",
        arguments: [
            (CandidateSource.crm("main"), "crm:main"), (.crm("a:b"), "crm:a:b"),
            (.department("support"), "department:support"),
            (.overflow, "overflow"), (.other("overflow:1"), "overflow:1"), (.other("crm"), "crm"), (.other(""), ""),
        ])
    func sourceIsOneText(source: CandidateSource, text: String) throws {
        let json = Data("[\"\(text)\"]".utf8)
        #expect(try JSONEncoder().encode([source]) == json)
        #expect(try JSONDecoder().decode([CandidateSource].self, from: json) == [source])
        #expect("\(source)" == text)
    }
}

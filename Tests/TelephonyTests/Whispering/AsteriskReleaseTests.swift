import Testing

@testable import Telephony

@Suite("What a release of Asterisk can do")
struct AsteriskReleaseTests {
    @Test(
        "A whisper is heard beside a customer who sends nothing from 20.21, 22.11 and 23.5 on",
        arguments: [
            ("16.28.0~dfsg-0+deb11u4", false), ("18.26.4", false), ("20.20.2", false), ("20.21.0", true),
            ("21.12.2", false), ("22.10.1~dfsg+~cs6.16.60671435-1", false), ("22.11.0", true), ("22.11.0-rc1", true),
            ("Asterisk 23.4.1", false), ("23.5.0", true), ("24.0.0", true), ("certified/20.7-cert4", false),
        ])
    func whispersIntoSilence(version: String, does: Bool) throws {
        #expect(try #require(AsteriskRelease(version)).whispersIntoSilence == does)
    }

    @Test("Nothing is made of an Asterisk's version that is none", arguments: ["", "GIT-master-1a2b3c", "22"])
    func unknown(version: String) {
        #expect(AsteriskRelease(version) == nil)
    }

    @Test("The check tells of an Asterisk that cannot whisper beside a silent customer, and what to do")
    func finding() throws {
        let finding = try #require(PBXFinding.whispering("22.10.1~dfsg"))
        #expect(finding.grade == .note)
        #expect(finding.remedy?.contains("22.11") == true)
        #expect(PBXFinding.whispering("22.11.0") == nil)
        #expect(PBXFinding.whispering("GIT-master") == nil)
    }
}

import Testing

@testable import WebServer

@Suite struct AntiForgeryTests {
    @Test("An anti-forgery token is that of one secret, and does not show it")
    func oneSecret() {
        let secrets = ["hbs_1", "hbs_2"]
        let tokens = secrets.map(AntiForgery.token)
        #expect(tokens[0] != tokens[1])
        #expect(!tokens[0].contains(secrets[0]) && !secrets[0].contains(tokens[0]))
        #expect(AntiForgery.isValid(tokens[0], for: secrets[0]))
        #expect(!AntiForgery.isValid(tokens[0], for: secrets[1]))
        #expect(!AntiForgery.isValid(nil, for: secrets[0]))
    }
}

import Testing

@testable import WebServer

@Suite("Errors of the web server")
struct WebServerErrorTests {
    private static let errors: [WebServerError] = [
        .unreadableFile(path: "p", reason: "r"), .unusableCertificate(path: "p", reason: "r"),
        .unusablePrivateKey(path: "p", reason: "r"),
        .keyDoesNotFit(certificateChain: "c", privateKey: "k", reason: "r"),
        .unusableToken(number: 1), .unusableEmbedKeys("r"), .refusedEmbedToken("r"),
        .cannotListen(host: "h", port: 1, reason: "r"),
    ]

    @Test("Each error of the web server says in one line what happened")
    func descriptions() {
        #expect(Self.errors.allSatisfy { !$0.description.isEmpty && !$0.description.contains("\n") })
    }
}

import Administration
import Foundation
import Testing

@Suite("Signatures of webhooks")
struct WebhookSignatureTests {
    @Test("A new secret of a webhook has 256 bits, written as its signature wants them")
    func newSecret() throws {
        let standard = WebhookSignature.newSecret(for: .standard)
        #expect(standard.hasPrefix("whsec_"))
        #expect(Data(base64Encoded: String(standard.dropFirst("whsec_".count)))?.count == 32)
        #expect(WebhookSignature.newSecret(for: .basic).wholeMatch(of: /helpbridge:[0-9a-f]{64}/) != nil)
        #expect(WebhookSignature.newSecret(for: .token(.body)).wholeMatch(of: /[0-9a-f]{64}/) != nil)
        #expect(WebhookSignature.newSecret(for: nil).wholeMatch(of: /[0-9a-f]{64}/) != nil)
    }
}

import Administration
import Testing

@testable import WebPages

@Suite("The lines that try a webhook")
struct WebhookTrialTests {
    @Test("A webhook's secret that belongs in the body stands there in its trial, in place of the example's")
    func body() {
        let webhook = MappingSummary.Webhook(
            signature: .token(.body), example: #"{"auth":{"application_token":"$SECRET"},"note":"it's"}"#)
        let lines = WebhookTrial(webhook: webhook, id: "crm", origin: "http://bridge").lines(secret: "s3cret")
        #expect(lines.contains("SECRET='s3cret'"))
        #expect(lines.contains(#"BODY='{"auth":{"application_token":"'"$SECRET"'"},"note":"it'\''s"}'"#))
        #expect(lines.contains("'http://bridge/v1/webhooks/crm'"))
    }
}

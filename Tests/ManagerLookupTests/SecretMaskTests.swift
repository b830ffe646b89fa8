import CurlHTTP
import Foundation
import Testing

@testable import ManagerLookup

@Suite("What a trace shows")
struct SecretMaskTests {
    private let mask = SecretMask(["s3cret/key"])

    @Test(
        "hides the value of a header that lets somebody in, whoever gave it",
        arguments: ["Authorization", "Cookie", "Session-Token", "X-Auth-Token", "x-api-key"])
    func headers(name: String) {
        #expect(mask.header(HTTPHeader(name, "given by the CRM")) == "\(name): ***")
    }

    @Test("shows any other header, without the secrets in it")
    func otherHeaders() {
        #expect(mask.header(HTTPHeader("Accept", "application/json")) == "Accept: application/json")
        #expect(mask.header(HTTPHeader("X-Key", "a s3cret/key b")) == "X-Key: a *** b")
    }

    @Test("hides a secret as it is, percent-encoded and in Base64")
    func texts() {
        let encoded = Data("s3cret/key".utf8).base64EncodedString()
        #expect(mask.text("a=s3cret/key&b=s3cret%2Fkey&c=\(encoded)") == "a=***&b=***&c=***")
    }
}

import Testing

@testable import Telephony

@Suite("Percent-encoding")
struct PercentEncodingTests {
    @Test("Everything but unreserved characters is encoded")
    func encode() {
        #expect(PercentEncoding.encode("aZ09-._~") == "aZ09-._~")
        #expect(PercentEncoding.encode("a/b?c&d=e+f g#%") == "a%2Fb%3Fc%26d%3De%2Bf%20g%23%25")
        #expect(PercentEncoding.encode("پ\r\n") == "%D9%BE%0D%0A")
    }

    @Test("Parameters without a value are left out")
    func query() {
        #expect(PercentEncoding.query([("a", "1&2"), ("b", nil), ("c", "")]) == "a=1%262&c=")
    }
}

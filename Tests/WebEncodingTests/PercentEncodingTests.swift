import Testing
import WebEncoding

@Suite("Percent-encoding")
struct PercentEncodingTests {
    @Test("A value in a URL keeps letters, digits and -._~ and nothing else")
    func valueEncodesAllButUnreserved() {
        #expect(PercentEncoding.value("aZ09-._~") == "aZ09-._~")
        #expect(PercentEncoding.value("a/b?c&d=e+f g#%") == "a%2Fb%3Fc%26d%3De%2Bf%20g%23%25")
        #expect(PercentEncoding.value("پ\r\n") == "%D9%BE%0D%0A")
    }

    @Test("A path in a URL keeps its slashes and what is encoded already")
    func pathKeepsPunctuation() {
        #expect(PercentEncoding.path("/a b/%2F:@!$&'()*+,;=?#") == "/a%20b/%2F:@!$&'()*+,;=%3F%23")
    }

    @Test("A query has no item without a value, and no item can become two")
    func queryLeavesOutItemsWithoutValue() {
        #expect(PercentEncoding.query([("a", "1&2"), ("b", nil), ("c", "")]) == "a=1%262&c=")
        #expect(PercentEncoding.query([("a=b", "c d")]) == "a%3Db=c%20d")
    }

    @Test("Every text is the same again after encoding and decoding")
    func decodingUndoesEncoding() {
        for text in ["", "a b+c", "100 %", "سلام", "a/b?c=d&e#f", "\u{0}\u{7F}"] {
            #expect(PercentEncoding.text(of: PercentEncoding.value(text)) == text)
        }
    }

    @Test("A plus stands for a space only where that is asked for")
    func plusIsASpaceInForms() {
        #expect(PercentEncoding.text(of: "a+b%2Bc", plusIsSpace: true) == "a b+c")
        #expect(PercentEncoding.text(of: "a+b") == "a+b")
    }

    @Test(
        "A percent sign without two hexadecimal digits after it cannot be decoded",
        arguments: ["%", "a%2", "%G0", "%0G", "%%20", "%+1"])
    func incompleteEscapesAreRefused(_ text: String) {
        #expect(PercentEncoding.bytes(of: text.utf8) == nil)
        #expect(PercentEncoding.text(of: text) == nil)
    }

    @Test("Bytes that are not UTF-8 are decoded as bytes, not as a text")
    func bytesNeedNotBeText() {
        #expect(PercentEncoding.bytes(of: "%ff%FE".utf8) == [0xFF, 0xFE])
        #expect(PercentEncoding.text(of: "%ff") == nil)
    }
}

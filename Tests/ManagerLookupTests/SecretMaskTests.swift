import CurlHTTP
import Foundation
import Testing
import WebEncoding

@testable import ManagerLookup

@Suite("What a trace shows")
struct SecretMaskTests {
    private let mask = SecretMask(["s3cret/key"])

    @Test(
        "A trace hides the value of a header that lets somebody in, whoever gave it",
        arguments: ["Authorization", "Cookie", "Session-Token", "X-Auth-Token", "x-api-key"])
    func headers(name: String) {
        #expect(mask.header(HTTPHeader(name, "given by the CRM")) == "\(name): ***")
    }

    @Test("A trace shows an ordinary header, without the secrets in it")
    func otherHeaders() {
        #expect(mask.header(HTTPHeader("Accept", "application/json")) == "Accept: application/json")
        #expect(mask.header(HTTPHeader("X-Key", "a s3cret/key b")) == "X-Key: a *** b")
    }

    @Test("A trace hides a secret as it is, percent-encoded and in Base64")
    func texts() {
        let encoded = Data("s3cret/key".utf8).base64EncodedString()
        #expect(mask.text("a=s3cret/key&b=s3cret%2Fkey&c=\(encoded)") == "a=***&b=***&c=***")
    }

    private static let awkward = #"p"a\s&<s>'é/+ x"#

    /// How a program, or a CRM that it was sent to, may write a text.
    private static let writings: [(name: String, write: @Sendable (String) -> String)] = [
        ("as it is", { $0 }), ("JSON", json), ("JSON in JSON", { json(json($0)) }),
        ("JSON, all escaped", { $0.utf16.map { unit in "\\u" + hexadecimal(unit, 4) }.joined() }),
        ("HTML", html), ("HTML by numbers", { $0.unicodeScalars.map { "&#\($0.value);" }.joined() }),
        ("a URL", PercentEncoding.value), ("a URL in small letters", { smallURL($0) }),
        ("a form", { PercentEncoding.value($0).replacing("%20", with: "+") }),
        ("a URL, all escaped", { $0.utf8.map { "%" + hexadecimal(UInt16($0), 2) }.joined() }),
        ("Base64", base64), ("Base64 behind one byte", { base64("x" + $0) }),
        ("Base64 behind two", { base64("xy" + $0) }),
        ("Base64 within", { base64("user:" + $0 + ":more") }), ("Base64 for URLs", { url(base64("x" + $0)) }),
        ("JSON in Base64", { base64("{\"k\":\"" + json($0) + "\"}") }),
        ("Base64 in a URL", { PercentEncoding.value(base64($0)) }),
        ("a URL in Base64 in JSON", { json(base64(PercentEncoding.value($0))) }),
        ("hexadecimal", { $0.utf8.map { hexadecimal(UInt16($0), 2) }.joined() }),
        ("hexadecimal in small letters", { $0.utf8.map { hexadecimal(UInt16($0), 2).lowercased() }.joined() }),
        ("jq's ascii_upcase", { String(decoding: $0.utf8.map(capital), as: UTF8.self) }),
        ("jq's @sh", { $0.replacing("'", with: #"'\''"#) }),
        ("jq's @csv", { $0.replacing("\"", with: "\"\"") }),
    ]

    @Test("A trace hides a secret in every form that a program makes of it")
    func everyForm() {
        for (name, write) in Self.writings {
            for secret in ["s3cret/key", Self.awkward, "علی-و-رمز", "100%25&amp;\\n", "a1b2c3d4e5f6a7b8c9d0"] {
                let said = write(secret)
                let shown = SecretMask([secret]).exactly("seen <\(said)> seen")
                #expect(shown.hasPrefix("seen <") && shown.hasSuffix("> seen"), "\(name): \(said)")
                // Nothing but what stands beside the secret in the same Base64 is left.
                #expect(shown.contains("***") && shown.utf8.count <= 12 + 3 + 24, "\(name): \(shown)")
            }
        }
    }

    @Test("A trace hides a short secret where it is a whole value, and leaves words that only hold it")
    func short() {
        let mask = SecretMask(["ab", "7"])
        for text in ["Bearer ab", #"{"key":"ab"}"#, "a?key=ab&b=1", "YWI=", "dXNlcjphYg==", "%61%62"] {
            #expect(mask.exactly(text).contains("***"), "\(text)")
        }
        for text in ["cabbage about", "extension 77", "a7b", "2027-11"] { #expect(mask.exactly(text) == text) }
    }

    @Test("A trace hides a secret that stands at the border of what is shown")
    func border() {
        let text = Array(("{\"n\":\"" + String(repeating: "x", count: 30) + "s3cret/key\"}").utf8)
        for limit in 0...text.count {
            let shown = mask.text(text, upTo: limit)
            #expect(!shown.contains("s3"), "\(shown)")
        }
        #expect(mask.text(text, upTo: 20) == String(decoding: text.prefix(20), as: UTF8.self))
    }

    @Test("A trace hides whole values that let somebody in, with the quotes and spaces in them")
    func members() {
        #expect(
            mask.text(#"{"password":"pa\"ss wo","accessToken" : "x y","n":1,"token":123,"sessionName":"s"}"#)
                == #"{"password":"***","accessToken" : "***","n":1,"token":***,"sessionName":"***"}"#)
        #expect(mask.text("a=1&client_secret=x%20y&b=2") == "a=1&client_secret=***&b=2")
        #expect(mask.text("<r><session_id x='1'>a b</session_id></r>") == "<r><session_id x='1'>***</session_id></r>")
    }

    @Test("A trace shows a text that is made to be a burden as it is, or masked")
    func burden() {
        let nested = (0..<4).reduce("%25&amp;\\\\QUJDREVG") { text, _ in
            Self.base64(text) + text + PercentEncoding.value(text)
        }
        for text in [
            nested, String(repeating: "%25&amp;\\5cQUJD", count: 4000), String(repeating: "s3cret", count: 20_000),
        ] {
            let shown = mask.exactly(text)
            #expect(shown == text || shown.contains("***"))
        }
    }

    private static func capital(_ byte: UInt8) -> UInt8 {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) ? byte - 0x20 : byte
    }

    private static func base64(_ text: String) -> String { Data(text.utf8).base64EncodedString() }

    private static func url(_ base64: String) -> String {
        base64.replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }

    private static func json(_ text: String) -> String {
        let members = (try? JSONEncoder().encode([text])).map { String(decoding: $0, as: UTF8.self) } ?? ""
        return String(members.dropFirst(2).dropLast(2))
    }

    private static func html(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
            .replacing("'", with: "&#39;").replacing("\"", with: "&quot;")
    }

    private static func smallURL(_ text: String) -> String {
        PercentEncoding.value(text).replacing(/%[0-9A-F]{2}/) { $0.output.lowercased() }
    }

    private static func hexadecimal(_ number: UInt16, _ digits: Int) -> String {
        let text = String(number, radix: 16, uppercase: true)
        return String(repeating: "0", count: digits - text.count) + text
    }
}

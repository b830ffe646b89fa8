import Testing

@testable import CurlHTTP

@Suite struct RequestTargetTests {
    @Test("A URL is taken apart as libcurl does it")
    func parts() throws {
        let named = try RequestTarget(url: "HTTPS://CRM.Example:8443/a/../b?c=d#e")
        #expect(named.origin == "https://crm.example:8443")
        #expect(!named.isNumeric)
        #expect(try RequestTarget(url: "http://127.0.0.1").origin == "http://127.0.0.1:80")
        #expect(try RequestTarget(url: "http://127.0.0.1").isNumeric)
        #expect(try RequestTarget(url: "https://[::1]/").origin == "https://[::1]:443")
        #expect(try RequestTarget(url: "https://[::1]/").isNumeric)
        #expect(try RequestTarget(url: "http://0x7f.1/").host == "127.0.0.1")
    }

    @Test(
        "A URL that could lead elsewhere than it seems is refused",
        arguments: [
            "", "/path", "127.0.0.1:80/", "file:///etc/passwd", "ftp://127.0.0.1/", "gopher://127.0.0.1/", "http://",
            "http:///path", "http://user@127.0.0.1/", "http://user:secret@127.0.0.1/", "http://:@127.0.0.1/",
            "http://@127.0.0.1/", "http://127.0.0.1:99999/", "http://127.0.0.1:x/", "http://127.0.0.1/a b",
            "http://127.0.0.1/\r\nX-Injected: 1", "http://127.0.0.1/\0", "http://127.0.0.1/ü", "http://سلام.example/",
            "http://a%2Cb/", "http://a%0Ab/", "http://a,b/", "http://[::1/", "http://a\\b/", "javascript:alert(1)",
        ])
    func refused(url: String) {
        let error = #expect(throws: CurlHTTPError.self) { try RequestTarget(url: url) }
        #expect(error?.kind == "invalidRequest")
        #expect(error?.description.contains("secret") == false)
    }
}

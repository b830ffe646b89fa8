import Testing

@testable import ManagerLookup

@Suite("A base URL")
struct BaseURLTests {
    @Test(
        "A base URL is an origin with a path prefix",
        arguments: [
            ("http://127.0.0.1:9090", "http://127.0.0.1:9090/x?q=1"), ("http://a.test/", "http://a.test/x?q=1"),
            ("HTTPS://A.Test/crm/V1", "https://a.test/crm/V1/x?q=1"),
            ("https://[::1]:8443/crm/", "https://[::1]:8443/crm/x?q=1"),
        ])
    func valid(text: String, url: String) throws {
        #expect(try BaseURL(text).url(path: "x", query: ["q=1"]) == url)
    }

    @Test("A base URL stands for itself where a mapping's path is empty")
    func itself() throws {
        #expect(try BaseURL("http://a.test/jsonrpc").url(path: "", query: []) == "http://a.test/jsonrpc")
        #expect(try BaseURL("http://a.test").url(path: "", query: []) == "http://a.test/")
    }

    @Test(
        "What is no origin with a path prefix is refused as a base URL",
        arguments: [
            "", "a.test", "ftp://a.test", "http://", "http:///x", "http://user:pw@a.test", "http://a.test/?x=1",
            "http://a.test/#x", "http://a.test/../x", "http://a.test/%2e%2e", "http://a.test//x", "http://a test",
            #"http://a.test\@evil"#, "http://a.test:port", "http://a.test:123456", "http://é.test",
            "http://a.test\r\nX: y", "file:///etc/passwd", "http://a.test/x//", "http://[::1", "http://[]:80",
            "http://[a.test]", "http://[::1]x", "http://a.test:", "http://:80", "http://a,test",
        ])
    func invalid(text: String) {
        #expect(throws: ParseError.self) { try BaseURL(text) }
    }
}

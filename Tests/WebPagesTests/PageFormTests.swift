import Testing
import WebTestSupport

@testable import WebPages

@Suite("Forms")
struct PageFormTests {
    @Test("What a browser encodes in a form is read as it was typed")
    func encoded() throws {
        let body = "name=%D8%B9%D9%84%DB%8C+A&code=%2A5003&empty=&text=a%0D%0Ab&tick&x=1&x=2"
        let form = try #require(PageForm(Array(body.utf8), type: "application/x-www-form-urlencoded; charset=utf-8"))
        #expect(form.text("name") == "علی A")
        #expect(form.text("code") == "*5003")
        #expect(form.text("empty") == "")
        #expect(form.text("text") == "a\nb")
        #expect(form.has("tick"))
        #expect(!form.has("tack"))
        #expect(form.texts("x") == ["1", "2"])
    }

    @Test("Files and fields come out of a form in parts")
    func parts() throws {
        let body = """
            --b0\r\nContent-Disposition: form-data; name="csrf"\r\n\r\ntoken\r\n\
            --b0\r\nContent-Disposition: form-data; name="file"; filename="a;%22b.wav"\r\nContent-Type: audio/wav\r\n\r\n\
            RIFF\r\n--b\r\n\r\n--b0\r\nContent-Disposition: form-data; name="none"; filename=""\r\n\r\n\r\n--b0--\r\n
            """
        let form = try #require(PageForm(Array(body.utf8), type: "multipart/form-data; boundary=b0"))
        #expect(form.text("csrf") == "token")
        #expect(form.files["file"]?.bytes == Array("RIFF\r\n--b\r\n".utf8))
        #expect(form.files["none"] == nil)
    }

    @Test(
        "A body that does not end, or is something else, is no form",
        arguments: [
            ("--b0\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nx", "multipart/form-data; boundary=b0"),
            ("", "multipart/form-data; boundary=b0"), ("--b0--", "multipart/form-data"),
            ("{}", "application/json"), ("a=b", ""), ("a=b", "text/plain"),
        ])
    func broken(body: String, type: String) {
        #expect(PageForm(Array(body.utf8), type: type) == nil)
    }

    @Test("A number is read in the digits of all keyboards, and without the marks that were copied with it")
    func numbers() {
        var form = PageForm()
        form.add("typed", "*۵۰۰۳ ٤٢")
        form.add("copied", "\u{2068}200\u{2069}")
        #expect(form.number("typed") == "*5003 42" && form.number("copied") == "200")
    }

    @Test("No text gets out of its element or attribute, whatever combines with its characters")
    func escaping() {
        #expect(HTMLText().escapeText("<b>\"'&") == "&lt;b&gt;&quot;&#39;&amp;")
        #expect(HTMLText().escapeText("\"\u{301} onfocus=alert(1)") == "&quot;\u{301} onfocus=alert(1)")
        #expect(HTMLText().escapeText("سلام") == "سلام")
    }
}

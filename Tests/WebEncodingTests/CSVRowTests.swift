import Testing
import WebEncoding

@Suite("Rows of CSV")
struct CSVRowTests {
    @Test(
        "A row of CSV makes no formula of what somebody has written, and quotes what must be quoted",
        arguments: [
            (#"=HYPERLINK("http://x.test","y")"#, #""'=HYPERLINK(""http://x.test"",""y"")""#),
            ("+98912", "'+98912"), ("-1", "'-1"), ("@SUM(1)", "'@SUM(1)"), ("\tx", "'\tx"), ("\rx", "\"'\rx\""),
            ("a,b", "\"a,b\""), ("a\nb", "\"a\nb\""), (#"a"b"#, #""a""b""#), ("a=b", "a=b"), ("", ""),
            // With what combines behind it, a mark is another character for Swift, and the same one for a spreadsheet.
            ("x\"\u{200C},=1", "\"x\"\"\u{200C},=1\""), ("a\"\u{301}", "\"a\"\"\u{301}\""),
            ("=\u{200C}1", "'=\u{200C}1"),
        ])
    func defused(text: String, cell: String) {
        #expect(CSVRow.text([text, "z"]) == cell + ",z\r\n")
    }
}

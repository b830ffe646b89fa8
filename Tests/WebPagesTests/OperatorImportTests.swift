import Administration
import HTTPTypes
import HelpDesk
import Testing
import WebTestSupport

@testable import WebPages

@Suite("A list of operators")
struct OperatorImportTests {
    private static func post(_ client: TestSiteClient, _ fields: [(String, String)]) async throws -> Answer {
        let body = ([("csrf", "csrf-of-reza")] + fields)
            .map { "\(PageAddress.encoded($0.0))=\(PageAddress.encoded($0.1))" }.joined(separator: "&")
        return try await client.send(
            .post, "/admin/operators/import", token: nil,
            headers: [.contentType: "application/x-www-form-urlencoded"], body: body)
    }

    @Test("Tables of spreadsheets are read, with quotes and line breaks in them")
    func tables() {
        #expect(
            CommaSeparated("a,b\r\n\"c \"\"d\"\", e\",f\n\n").lines.map(\.cells) == [["a", "b"], ["c \"d\", e", "f"]])
        #expect(CommaSeparated("\u{FEFF}a;b\nc;d").lines.map(\.cells) == [["a", "b"], ["c", "d"]])
        #expect(CommaSeparated("a\tb").lines.map(\.cells) == [["a", "b"]])
        let broken = CommaSeparated("1,\"two\nlines\"\n2,x")
        #expect(broken.lines.map(\.number) == [1, 3])
        #expect(broken.lines[0].cells == ["1", "two\nlines"])
        #expect(CommaSeparated("").lines.isEmpty)
        #expect(CommaSeparated("\"never closed").lines.map(\.cells) == [["never closed"]])
    }

    @Test("Nothing is stored before it was confirmed, and then only what is right")
    func confirmation() async throws {
        let settings = MemorySettings.small()
        let list = "داخلی;نام;واحد\n۱۰۱;Support;Support\n102;Mina;support\n10x;Omid;support\n103;;support"
        try await TestSite(settings: settings, signedIn: .admin).test { client in
            let preview = try await Self.post(client, [("list", list)])
            #expect(preview.status == 200)
            #expect(preview.text.contains("2 lines can be taken in."))
            #expect(preview.text.contains("1 line is not right"))
            #expect(preview.text.contains("Write an extension that may be dialled"))
            #expect(preview.text.contains(">as it is<"))
            #expect(settings.authors.isEmpty)
            let stored = try await Self.post(client, [("list", list), ("confirmed", "yes")])
            #expect(stored.headers[.location] == "/admin/operators?notice=imported")
        }
        #expect(settings.current.operators.keys.sorted() == ["101", "102", "103"])
        #expect(settings.authors == ["user:1"], "all at once")
    }

    @Test("An empty list is asked for again")
    func empty() async throws {
        let page = try await TestSite(settings: MemorySettings.small(), signedIn: .admin).test {
            try await Self.post($0, [("list", " \n")])
        }
        #expect(page.status == 422)
        #expect(page.text.contains("There is no line in this list."))
    }
}

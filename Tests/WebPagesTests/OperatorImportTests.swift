import Administration
import Foundation
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

    @Test("Nothing of a list of operators is stored before it is confirmed, and then only what is right")
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

    @Test("What a list of operators has no column for stays as it is stored, and the preview says what changes")
    func absentColumns() async throws {
        let stored = Operator(
            extension: "101", name: "Sara", department: "support", email: "s@example.com", crmId: "77")
        let departments = [Department(id: "support", name: "Support"), Department(id: "sales", name: "Sales")]
        let settings = MemorySettings(CallCenter(departments: departments, operators: [stored]))
        try await AdminSite.site(settings).test { client in
            let lists: [(String, [String]?)] = [
                ("extension,department\n101,Sales", ["Department", "Support", "Sales"]),
                ("extension;name\n101;Mina", ["Name", "Sara", "Mina"]), ("101,Mina,sales", nil),
                ("extension,email\n101,", ["E-mail", "s@example.com", "–"]),
            ]
            for (list, difference) in lists {
                let preview = try await Self.post(client, [("list", list)])
                let rows = preview.text.matches(
                    of: /<dt>(.*?)<\/dt><dd><del>.*?<bdi>(.*?)<\/bdi><\/del> <ins>.*?<bdi>(.*?)<\/bdi>/
                ).map { [String($0.1), String($0.2), String($0.3)] }
                #expect(rows == (difference.map { [$0] } ?? []), "\(list)")
                _ = try await Self.post(client, [("list", list), ("confirmed", "yes")])
            }
        }
        let after = try #require(settings.current.operators["101"])
        #expect(after.name == "Mina" && after.department == "sales" && after.email == nil && after.crmId == "77")
    }

    @Test("A title above the names of the columns, Excel's line of the separator and a broken name are no obstacle")
    func titles() async throws {
        let settings = MemorySettings.small()
        let lists = [
            "فهرست اپراتورها\nداخلی;نام;واحد\n102;Mina Karimi;support",
            "sep=;\r\nداخلی;نام;واحد\r\n102;Mina Karimi;support",
            "داخلی,نام,واحد\n102,\"Mina\nKarimi\",support",
        ]
        try await AdminSite.site(settings).test { client in
            for list in lists {
                let preview = try await Self.post(client, [("list", list)])
                #expect(preview.text.contains("1 line can be taken in."), "\(list)")
                #expect(preview.text.contains("<bdi>Mina Karimi</bdi>"), "\(list)")
            }
            // One line of a list is no title.
            let plain = try await Self.post(client, [("list", "102,Mina,support\n103,Omid,support")])
            #expect(plain.text.contains("2 lines can be taken in."))
        }
    }

    @Test("Unknown columns of a list of operators are named before anything is stored")
    func unknownColumns() async throws {
        try await AdminSite.site().test { client in
            let list = "داخلی,نام,نام خانوادگی,واحد\n102,Mina,Karimi,support"
            let preview = try await Self.post(client, [("list", list)])
            #expect(preview.text.contains("are left out: <bdi>نام خانوادگی</bdi>"))
            let known = try await Self.post(client, [("list", "داخلی,نام,واحد\n102,Mina,support")])
            #expect(!known.text.contains("are left out:"))
        }
    }

    @Test("An operator without a name is in a list as they are stored: with their extension for a name")
    func nameless() async throws {
        let departments = [Department(id: "support", name: "Support")]
        let operators = [
            Operator(extension: "103", name: "103", department: "support"),
            Operator(extension: "104", name: "Mina", department: "support"),
        ]
        let settings = MemorySettings(CallCenter(departments: departments, operators: operators))
        try await AdminSite.site(settings).test { client in
            let list = "extension,name,department\n103,,support\n104,,support"
            let preview = try await Self.post(client, [("list", list)])
            #expect(preview.text.contains("1 line can be taken in."))
            #expect(preview.text.contains(">as it is<"))
            #expect(preview.text.contains("<bdi>Mina</bdi></del>") && preview.text.contains("<bdi>104</bdi></ins>"))
        }
    }

    @Test("Of two columns of a list that may hold the extension it is the one called so, and the other one is named")
    func ambiguousColumns() async throws {
        let lists = [
            ("شماره,نام,داخلی,واحد\n9,Mina,509,support\n10,Omid,510,support", "شماره"),
            ("extension,name,department,extension\n509,Mina,support,9\n510,Omid,support,10", "extension"),
            ("number,name,department,phone\n509,Mina,support,9\n510,Omid,support,10", "phone"),
        ]
        for (list, unknown) in lists {
            let settings = MemorySettings.small()
            try await AdminSite.site(settings).test { client in
                let preview = try await Self.post(client, [("list", list)])
                #expect(preview.text.contains("are left out: <bdi>\(unknown)</bdi>"), "\(list)")
                _ = try await Self.post(client, [("list", list), ("confirmed", "yes")])
            }
            #expect(settings.current.operators.keys.sorted() == ["101", "509", "510"], "\(list)")
        }
    }

    @Test("Before a list of operators is stored, each line names the department as people know it")
    func departmentNames() async throws {
        let settings = MemorySettings(CallCenter(departments: [Department(id: "department-1", name: "شیفت شب")]))
        try await AdminSite.site(settings).test { client in
            for unit in ["شیفت شب", "شيفت شب", "department-1"] {
                let preview = try await Self.post(client, [("list", "101,Ali,\(unit)")])
                #expect(preview.text.contains("<bdi>شیفت شب</bdi></td>"))
                #expect(!preview.text.contains("<bdi>department-1</bdi></td>"))
            }
        }
    }

    private static func upload(_ client: TestSiteClient, _ file: [UInt8]) async throws -> Answer {
        let head = """
            --b0\r\nContent-Disposition: form-data; name="csrf"\r\n\r\ncsrf-of-reza\r\n--b0\r\n\
            Content-Disposition: form-data; name="file"; filename="list.csv"\r\nContent-Type: text/csv\r\n\r\n
            """
        return try await client.send(
            .post, "/admin/operators/import", token: nil,
            headers: [.contentType: "multipart/form-data; boundary=b0"],
            bytes: Array(head.utf8) + file + Array("\r\n--b0--\r\n".utf8))
    }

    private static func encoded(_ text: String, _ encoding: String.Encoding, mark: [UInt8] = []) throws -> [UInt8] {
        mark + Array(try #require(text.data(using: encoding)))
    }

    @Test("A list as Persian Excel saves it is read: UTF-8, UTF-16 and windows-1256, the department on any keyboard")
    func encodings() async throws {
        let settings = MemorySettings.small()
        let semicolons = "داخلي;نام;واحد\r\n102;سارا كريمي;support\r\n103;علي رضايي;SUPPORT\r\n"
        let tabs = semicolons.replacing(";", with: "\t")
        // windows-1256 by hand: Foundation does not know it everywhere.
        let windows: [UInt8] =
            Array("extension;name;department\r\n102;".utf8)
            + [0xD3, 0xC7, 0xD1, 0xC7, 0x20, 0xDF, 0xD1, 0xED, 0xE3, 0xED] + Array(";support\r\n103;".utf8)
            + [0xDA, 0xE1, 0xED, 0x20, 0xD1, 0xD6, 0xC7, 0xED, 0xED] + Array(";SUPPORT\r\n".utf8)
        let files = [
            try Self.encoded(semicolons, .utf8), try Self.encoded(semicolons, .utf8, mark: [0xEF, 0xBB, 0xBF]),
            try Self.encoded(tabs, .utf16LittleEndian, mark: [0xFF, 0xFE]),
            try Self.encoded(tabs, .utf16BigEndian, mark: [0xFE, 0xFF]), try Self.encoded(tabs, .utf16LittleEndian),
            try Self.encoded(tabs, .utf16BigEndian), windows,
        ]
        try await TestSite(settings: settings, signedIn: .admin).test { client in
            for (number, file) in files.enumerated() {
                let preview = try await Self.upload(client, file)
                #expect(preview.status == 200, "\(number)")
                #expect(preview.text.contains("2 lines can be taken in."), "\(number)")
                #expect(preview.text.contains("سارا كريمي") && preview.text.contains("علي رضايي"), "\(number)")
                #expect(!preview.text.contains("\u{FFFD}"), "\(number)")
            }
        }
    }

    @Test("A workbook in place of a list of operators is refused in words")
    func workbook() async throws {
        try await TestSite(settings: MemorySettings.small(), signedIn: .admin).test { client in
            let page = try await Self.upload(client, [0x50, 0x4B, 0x03, 0x04, 0x14, 0x00, 0x06, 0x00, 0x08])
            #expect(page.status == 422 && page.text.contains("save it as CSV"))
        }
    }

    @Test("The list of operators is searched whatever keyboard the name was typed on")
    func search() async throws {
        let site = TestSite(signedIn: .admin)
        let name = try #require(site.callCenter.current.operators["101"]?.name)
        let typed = name.replacing("ی", with: "ي").replacing("ک", with: "ك").uppercased()
        try await site.test { client in
            let page = try await client.send(.get, "/admin/operators?q=\(PageAddress.encoded(typed))", token: nil)
            #expect(page.text.contains("/admin/operators/101"))
        }
    }

    @Test("A list of more lines than are taken at once is refused in words, and nothing of it is stored")
    func tooLong() async throws {
        let settings = MemorySettings.small()
        let lines = (0...OperatorImport.maximumLines).map { "\(10_000 + $0),Ali,support" }
        try await TestSite(settings: settings, signedIn: .admin).test { client in
            for confirmation in [[], [("confirmed", "yes")]] {
                let list = [("list", lines.joined(separator: "\n"))]
                let page = try await Self.post(client, list + confirmation)
                #expect(page.status == 422 && page.text.contains("at most 5000 lines go at once"))
            }
            // The names of the columns are no line of it.
            let most = (["extension,name,department"] + lines.dropLast()).joined(separator: "\n")
            #expect(try await Self.post(client, [("list", most)]).text.contains("5000 lines can be taken in."))
        }
        #expect(settings.authors.isEmpty)
    }

    @Test("An empty list of operators is asked for again")
    func empty() async throws {
        let page = try await TestSite(settings: MemorySettings.small(), signedIn: .admin).test {
            try await Self.post($0, [("list", " \n")])
        }
        #expect(page.status == 422)
        #expect(page.text.contains("There is no line in this list."))
    }
}

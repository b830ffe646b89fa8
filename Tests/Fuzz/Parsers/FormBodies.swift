import WebEncoding

@testable import ManagerLookup
@testable import WebPages

/// Forms of browsers and of CRMs, and the tables that are uploaded with them.
enum FormBodies: FuzzedParser {
    static let name = "form"

    static func read(_ input: [UInt8]) {
        var input = FuzzInput(input)
        switch input.choice(of: 4) {
        case 0: _ = PageForm(input.bytes, type: "application/x-www-form-urlencoded")
        case 1: _ = PageForm(input.bytes, type: "multipart/form-data; boundary=b")
        case 2: _ = try? FormBody.json(input.bytes)
        default: _ = CSVTable(input.text)
        }
    }
}

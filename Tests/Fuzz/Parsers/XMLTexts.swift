@testable import ManagerLookup

/// XML, as SOAP services answer.
enum XMLTexts: FuzzedParser {
    static let name = "xml"

    static func read(_ input: [UInt8]) {
        _ = try? XMLReader.json(input)
        _ = try? XMLReader.json(input, names: .local)
    }
}

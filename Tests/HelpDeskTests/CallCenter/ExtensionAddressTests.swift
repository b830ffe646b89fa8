import Testing

@testable import HelpDesk

@Suite("An extension and its PBX")
struct ExtensionAddressTests {
    @Test(
        "An extension with its PBX is read from text as it was written",
        arguments: [("101", "101", nil), ("101@shiraz", "101", "shiraz"), ("a@b@c", "a", "b@c"), ("", "", nil)]
            as [(String, String, String?)])
    func text(text: String, number: String, pbx: String?) {
        let address = ExtensionAddress(text)
        #expect(address.number == number && address.pbx == pbx && address.text == text)
    }

    private let callCenter = CallCenter(
        departments: [Department(id: "d", name: "D", helpers: ["200", "201@shiraz"].map { .init(extension: $0) })],
        operators: ["101", "101@shiraz", "202@tabriz", "202@shiraz"].map {
            Operator(extension: $0, name: $0, department: "d")
        })

    @Test(
        "An extension is looked for nearby first, and elsewhere only where the tables know one such extension",
        arguments: [
            ("101", nil, "101"), ("101", "shiraz", "101@shiraz"), ("200", "shiraz", "200"), ("201", nil, "201@shiraz"),
            ("202", nil, "202"), ("300", "shiraz", "300@shiraz"), ("300@tabriz", nil, "300@tabriz"),
        ] as [(String, String?, String)])
    func nearby(number: String, pbx: String?, expected: String) {
        #expect(callCenter.address(of: number, near: pbx) == expected)
    }

    @Test(
        "A code leads to the route of its PBX, or else to the one for all, and never to that of another",
        arguments: [
            ("*1", "main", "*1"), ("*1", "shiraz", "*1@shiraz"), ("*2", "shiraz", nil), ("*2", "main", "*2@main"),
            ("*1@shiraz", "shiraz", "*1@shiraz"), ("*1@shiraz", "main", nil), ("*9", "main", nil),
        ] as [(String, String, String?)])
    func routes(code: String, pbx: String, expected: String?) {
        let callCenter = CallCenter(
            routes: ["*1", "*1@shiraz", "*2@main"].map {
                Route(code: $0, name: $0, detection: .department, voice: "en")
            })
        #expect(callCenter.route(code, on: pbx)?.code == expected)
    }
}

import HelpDesk
import LocatedYAML
import Testing

@testable import WebAPI

@Suite("The OpenAPI document")
struct OpenAPIDocumentTests {
    private static let schemas: LocatedValue? = {
        let text = String(decoding: PackageResources.openapi_yaml, as: UTF8.self)
        return (try? LocatedValue.yaml(text))??["components"]?["schemas"]
    }()

    private func check<Group: RouteOptionGroup>(_: Group.Type, _ schema: LocatedValue?) throws {
        let properties = try #require(schema?["properties"])
        for option in Group.declared {
            let property = try #require(properties[option.name], "\(option.name) is missing")
            switch option.kind {
            case .number(let range, _):
                #expect(property["type"] == .text("integer"), "\(option.name)")
                #expect(property["minimum"] == .integer(range.lowerBound), "\(option.name)")
                #expect(property["maximum"] == .integer(range.upperBound), "\(option.name)")
            case .flag:
                #expect(property["type"] == .text("boolean"), "\(option.name)")
            case .word(let words):
                #expect(property["enum"]?.items.map(\.typed) == words, "\(option.name)")
            }
        }
    }

    @Test("The OpenAPI document has each option that a route declares, with what it may be")
    func routeOptions() throws {
        let route = try #require(Self.schemas?["RouteForm"])
        try check(RouteOptions.self, route)
        try check(RingingPolicy.self, route["properties"]?["ringing"])
        let ringing = route["properties"]?["ringing"]?["properties"]?.members.map(\.key) ?? []
        #expect(Set(ringing) == Set(RingingPolicy.declared.map(\.name)))
    }
}

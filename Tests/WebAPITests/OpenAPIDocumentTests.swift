import HelpDesk
import LocatedYAML
import Testing
import WebTestSupport

@testable import WebAPI

/// What `/openapi.yaml` says.
enum OpenAPIDocument {
    static let shipped: LocatedValue? = {
        let text = String(decoding: PackageResources.openapi_yaml, as: UTF8.self)
        return (try? LocatedValue.yaml(text)) ?? nil
    }()

    /// Such as `GET /v1/help-requests`.
    static var operations: [String] {
        let paths = shipped?["paths"]?.members ?? []
        return paths.flatMap { path in
            path.value.members.filter { !["parameters", "summary", "description"].contains($0.key) }
                .map { "\($0.key.uppercased()) \(path.key)" }
        }
    }
}

@Suite("The OpenAPI document")
struct OpenAPIDocumentTests {
    private static let schemas = OpenAPIDocument.shipped?["components"]?["schemas"]

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

    @Test("The OpenAPI document has everything that the bridge offers to programs, and nothing else")
    func operations() throws {
        let routes = try TestSite().apiRoutes()
        #expect(routes == Set(OpenAPIDocument.operations))
    }

    @Test("The OpenAPI document takes extensions and request codes with the PBX that they are on, as the program does")
    func pbx() throws {
        func pattern(_ schema: String) throws -> Regex<AnyRegexOutput> {
            try Regex(try #require(Self.schemas?[schema]?["pattern"]?.text))
        }
        let (number, code) = (try pattern("Extension"), try pattern("RequestCode"))
        for text in ["101", "101@shiraz"] { #expect(text.contains(number), "\(text)") }
        for text in ["*1", "*1@shiraz"] { #expect(text.contains(code), "\(text)") }
        #expect(!"101@".contains(number) && !"x@a".contains(code))
        for form in ["HelpRequestForm", "WebhookEndpointForm"] {
            let route = try #require(Self.schemas?[form]?["properties"]?["route"])
            #expect(route["$ref"] == .text("#/components/schemas/RequestCode"), "\(form)")
        }
    }

    @Test("The OpenAPI document names each action and each kind of the audit log, and none that is not written")
    func auditLog() throws {
        let entry = Self.schemas?["AuditPage"]?["properties"]?["items"]?["items"]?["properties"]
        func words(_ field: String) throws -> Set<String> {
            let text = try #require(entry?[field]?["description"]?.text)
            // What earlier versions have written stands behind a semicolon.
            return Set(text.prefix { $0 != ";" }.split(separator: ", ").map(String.init))
        }
        let written = try AuditWords()
        try #require(written.actions.count > 10)
        #expect(try words("action") == written.actions)
        #expect(try words("kind") == written.kinds)
    }

    @Test("The OpenAPI document declares the tag of each of its operations")
    func tags() throws {
        let document = try #require(OpenAPIDocument.shipped)
        let declared = Set(document["tags"]?.items.compactMap { $0["name"]?.text } ?? [])
        let operations = (document["paths"]?.members ?? []).flatMap { $0.value.members.map(\.value) }
        let used = Set(operations.flatMap { $0["tags"]?.items.compactMap(\.text) ?? [] })
        #expect(used == declared)
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

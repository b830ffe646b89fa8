import JSON
import LocatedYAML

/// A recorded delivery of a webhook and the request that it makes.
struct WebhookExample: Sendable {
    let name: String
    let headers: [String: String]
    let query: [String: String]
    /// The delivery's parsed body: a form is given as the equivalent JSON, or as text under `body`.
    let body: JSONTree
    /// The expected output of `request`; `nil` if `accept` must ignore the delivery.
    let request: JSONTree?

    init(_ node: MappingNode) throws(ManagerLookupError) {
        let fields = try node.fields(required: [], optional: ["name", "headers", "query", "json", "form", "request"])
        name = try fields["name"]?.text() ?? node.path
        headers = try fields["headers"].map { node throws(ManagerLookupError) in try node.texts() } ?? [:]
        query = try fields["query"].map { node throws(ManagerLookupError) in try node.texts() } ?? [:]
        switch (fields["json"], fields["form"]) {
        case (let json?, nil):
            let tree = try json.json()
            do throws(ParseError) {
                // Parses it like a delivery.
                body = try JSONReader.exactValue(of: JSONText.bytes(tree)).value
            } catch {
                throw json.failure("it is \(error.problem)")
            }
        case (nil, let form?):
            do {
                body = try FormBody.json(Array(try form.text().utf8))
            } catch let error as ParseError {
                throw form.failure("the form is \(error.problem)")
            } catch let error as ManagerLookupError {
                throw error
            } catch {
                throw form.failure("\(error)")
            }
        default:
            throw node.failure("a delivery has either json or form, the latter as it is sent: a=1&b[c]=2")
        }
        request = try fields["request"]?.json()
    }
}

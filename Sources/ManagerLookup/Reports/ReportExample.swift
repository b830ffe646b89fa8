import HelpDesk
import JSON
import LocatedYAML

/// A recorded report: the finished request, the exchanges with the CRM, and the expected result.
struct ReportExample: Sendable {
    /// The name of a ``ReportOutcome``.
    enum Result: String, Sendable, CaseIterable {
        case written, left, failed, refused

        init(_ outcome: ReportOutcome) {
            self =
                switch outcome {
                case .written: .written
                case .left: .left
                case .failed: .failed
                case .refused: .refused
                }
        }
    }

    let name: String
    /// The request as the mapping sees it; members that the example lacks are null.
    let request: JSONTree
    let caller: Operator
    let credentials: [String: String]
    let exchanges: [MappingExample.Exchange]
    let result: Result

    init(_ node: MappingNode) throws(ManagerLookupError) {
        let fields = try node.fields(
            required: ["request", "exchanges"], optional: ["name", "operator", "credentials", "result"])
        guard let requestNode = fields["request"], let exchangesNode = fields["exchanges"] else {
            throw node.failure("request and exchanges are missing")
        }
        name = try fields["name"]?.text() ?? node.path
        let request = try Self.request(requestNode)
        self.request = request
        caller =
            try fields["operator"].map { node throws(ManagerLookupError) in try MappingExample.caller(node) }
            ?? MappingExample.caller(number: request["operator"]?.scalarText ?? "101")
        credentials = try fields["credentials"].map { node throws(ManagerLookupError) in try node.texts() } ?? [:]
        var exchanges: [MappingExample.Exchange] = []
        for element in try exchangesNode.elements() { exchanges.append(try MappingExample.Exchange(element)) }
        self.exchanges = exchanges
        result = try fields["result"]?.word(Result.self) ?? .written
    }

    private static func request(_ node: MappingNode) throws(ManagerLookupError) -> JSONTree {
        let given = try node.fields(required: [], optional: HelpRequest.reportMembers)
        var members: [String: JSONTree] = [:]
        for name in HelpRequest.reportMembers { members[name] = try given[name]?.json() ?? .null }
        return .object(JSONTree.Members(members))
    }
}

import Foundation

/// The terms of a request, which are fixed when it is accepted: all copies of a flow share them.
public final class RequestTerms: Sendable {
    let id: HelpRequestID
    /// The operator, as known at the start.
    let caller: Operator
    /// The route, as configured at the start.
    let route: Route
    /// The department's name, for prompts.
    let departmentName: String
    /// The name that the operator's phone shows while it rings.
    let displayName: String
    let expiresAt: Date
    /// Whether the operator dialled a request code: their leg is then their own call, not originated by HelpBridge.
    let isDialled: Bool
    let customer: String?
    let reason: String?
    let urgency: Urgency

    init(
        _ request: HelpRequest, caller: Operator, route: Route, departmentName: String, displayName: String,
        expiresAt: Date, isDialled: Bool
    ) {
        id = request.id
        self.caller = caller
        self.route = route
        self.departmentName = departmentName
        self.displayName = displayName
        self.expiresAt = expiresAt
        self.isDialled = isDialled
        customer = request.customer
        reason = request.reason
        urgency = request.urgency
    }
}

extension RequestTerms {
    /// Whether a helper hears who needs them before the two are joined: if the route has an introduction, or requires a
    /// key.
    var introducesCaller: Bool {
        route.acceptKey != nil || route.prompts[route.introduction(of: urgency)]?.isHeard == true
    }
}

extension RequestTerms: Equatable {
    public static func == (left: RequestTerms, right: RequestTerms) -> Bool {
        left === right || (left.isOfSameRequest(as: right) && left.hasSameSettings(as: right))
    }

    private func isOfSameRequest(as other: RequestTerms) -> Bool {
        (id, isDialled, customer, reason, urgency)
            == (other.id, other.isDialled, other.customer, other.reason, other.urgency)
    }

    private func hasSameSettings(as other: RequestTerms) -> Bool {
        (caller, route, departmentName, displayName, expiresAt)
            == (other.caller, other.route, other.departmentName, other.displayName, other.expiresAt)
    }
}

/// Stored once, next to the request, which contains the rest.
extension RequestTerms: Encodable {
    private enum CodingKeys: String, CodingKey {
        case caller, route, departmentName, displayName, expiresAt, isDialled
    }

    convenience init(from decoder: any Decoder, _ request: HelpRequest) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let route = try container.decode(Route.self, forKey: .route)
        self.init(
            request, caller: try container.decode(Operator.self, forKey: .caller), route: route,
            departmentName: try container.decode(String.self, forKey: .departmentName),
            displayName: try container.decodeIfPresent(String.self, forKey: .displayName) ?? route.name,
            expiresAt: try container.decode(Date.self, forKey: .expiresAt),
            isDialled: try container.decodeIfPresent(Bool.self, forKey: .isDialled) ?? false)
    }
}

import Administration
import HelpDesk
import Hummingbird
import WebServer

/// Who has the panel open.
struct PanelCaller: Sendable {
    /// For people.
    var name: String
    /// Which requests are their business.
    var view: RequestView
    /// The extension that they ask on; `nil` lets them choose one.
    var own: String?
    /// The route that a CRM has chosen for them.
    var route: String?
    /// The customer whom a CRM has named.
    var customer: String?
    /// What their scripts show instead of a cookie.
    var bearer: String?

    init(_ reader: SignedInUser) {
        name = reader.name
        view = reader.view
        own = reader.role == .operator ? reader.extension : nil
    }

    init(_ guest: EmbeddedOperator, bearer: String) {
        name = guest.name ?? guest.extension
        view = .extension(guest.extension)
        own = guest.extension
        route = guest.route
        customer = guest.customer
        self.bearer = bearer
    }

    /// The operators for whom they may ask, by extension.
    func operators(in callCenter: CallCenter) -> [Operator] {
        callCenter.operators.values.filter { isVisible($0) }.sorted { $0.extension < $1.extension }
    }

    private func isVisible(_ caller: Operator) -> Bool {
        switch view {
        case .all: true
        case .departments(let ids): ids.contains(caller.department)
        case .extension(let number): caller.extension == number
        }
    }
}

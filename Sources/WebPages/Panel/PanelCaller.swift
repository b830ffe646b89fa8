import Administration
import HelpDesk
import Hummingbird
import WebServer

/// Who asks for help, or looks how a request stands.
struct PanelCaller: Sendable {
    /// Which requests are their business.
    var view: RequestView
    /// The extension that they ask on; `nil` lets them choose one.
    var own: String?
    /// The one that is chosen for those who may choose, unless they do.
    var usual: String?
    /// The route that a CRM has chosen for them.
    var route: String?
    /// The customer whom a CRM has named.
    var customer: String?
    /// What their scripts show instead of a cookie.
    var bearer: String?

    /// - Parameter lastOperator: the extension that they have last asked on; their own phone is the next best.
    init(_ user: User, lastOperator: String?) {
        view = user.view
        own = user.role == .operator && user.otherExtensions.isEmpty ? user.extension : nil
        usual = user.asking(lastOperator)
    }

    init(_ guest: EmbeddedOperator, bearer: String) {
        view = .extensions([guest.extension])
        own = guest.extension
        route = guest.route
        customer = guest.customer
        self.bearer = bearer
    }

    /// The operators for whom they may ask, by extension.
    func operators(in callCenter: CallCenter) -> [Operator] {
        callCenter.operators.values.filter { isVisible($0) }.sorted { $0.extension < $1.extension }
    }

    /// The extension that they ask on; `nil` where they have yet to choose.
    func number(in callCenter: CallCenter) -> String? {
        if let own { return own }
        guard let usual, let known = callCenter.operators[usual], isVisible(known) else { return nil }
        return usual
    }

    private func isVisible(_ caller: Operator) -> Bool {
        switch view {
        case .all: true
        case .departments(let ids): ids.contains(caller.department)
        case .extensions(let numbers): numbers.contains(caller.extension)
        }
    }
}

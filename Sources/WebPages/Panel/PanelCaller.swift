import Administration
import HelpDesk
import Hummingbird
import WebServer

/// The person who asks for help, or checks the state of a request.
struct PanelCaller: Sendable {
    /// The requests that they may see.
    var view: RequestView
    /// The extension they ask for help on; `nil` if they choose one.
    var own: String?
    /// The preselected extension for those who choose.
    var usual: String?
    /// The route that a CRM chose for them.
    var route: String?
    /// The customer that a CRM named.
    var customer: String?
    /// The token that their scripts send instead of a cookie.
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

    /// Returns the operators they may ask for, sorted by extension.
    func operators(in callCenter: CallCenter) -> [Operator] {
        callCenter.operators.values.filter { isVisible($0) }.sorted { $0.extension < $1.extension }
    }

    /// Returns the extension on which they ask; `nil` if they have yet to choose.
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

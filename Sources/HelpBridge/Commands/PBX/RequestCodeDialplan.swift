import HelpDesk
import Telephony

/// The lines of `extensions.conf` that hand a dialled request code to the bridge.
struct RequestCodeDialplan {
    enum Destination {
        /// A Stasis application, which needs nothing else.
        case application(String)
        /// Our own context, which is printed too, since the AMI driver lets its channels wait in it.
        case context(String)
    }

    /// The name of the printed context.
    static let context = "helpbridge-codes"

    /// The treatment of calls while the bridge is away.
    struct Fallback {
        let callCenter: CallCenter
        let policy: DialPolicy
        /// The PBX whose dialplan this is.
        let pbx: BridgeConfiguration.PBX
        /// The sentences of each route.
        let sentences: [Route.ID: FallbackDialplan.Sentences]
    }

    let routes: [Route]
    let destination: Destination
    /// The fallback; `nil` for none.
    var fallback: Fallback?

    /// The dialplan for when the bridge is away.
    var fallbackDialplan: FallbackDialplan? {
        fallback.map {
            FallbackDialplan(
                callCenter: $0.callCenter, policy: $0.policy, pbx: $0.pbx.id == $0.policy.defaultPBX ? nil : $0.pbx.id,
                endpoint: $0.pbx.endpoint, trunk: $0.pbx.trunk, reachedBy: codes + waiting)
        }
    }

    var text: String {
        var lines = [
            "; The request codes of HelpBridge. Put this into extensions.conf (extensions_custom.conf on FreePBX and its",
            "; relatives), add the line",
            ";     include => \(Self.context)",
            "; to the context of the operators' phones (from-internal-custom there), and reload the dialplan:",
            ";     asterisk -rx \"dialplan reload\"",
            "[\(Self.context)]",
        ]
        lines += routes.isEmpty ? ["; no route is configured yet"] : codes
        if !waiting.isEmpty {
            lines += ["", "; Where the bridge lets its calls wait. Nobody can dial this."] + waiting
        }
        if let fallbackDialplan { lines += [""] + fallbackDialplan.lines }
        return lines.joined(separator: "\n")
    }

    private var codes: [String] {
        routes.sorted { $0.code < $1.code }.flatMap { route in
            let variables = fallback?.sentences[route.id].map { FallbackDialplan.variables(route, saying: $0) } ?? []
            return ["; \(DialplanComment(route.name))"] + lines(of: route, variables)
        }
    }

    private func lines(of route: Route, _ variables: [String]) -> [String] {
        let code = route.dialledCode
        switch destination {
        case .application(let application):
            // Any other status means that the bridge had the call and released it.
            let goesOn =
                variables.isEmpty
                ? []
                : [" same => n,ExecIf($[\"${STASISSTATUS}\" != \"FAILED\"]?Hangup())"] + variables
                    + [FallbackDialplan.entry]
            return ["exten => \(code),1,Stasis(\(application),\(code))"] + goesOn + [" same => n,Hangup()"]
        case .context(let context):
            return AMIDialplan.lines(code: code, context: context, preparation: variables)
        }
    }

    /// The lines for waiting calls, if they wait in the dialplan.
    private var waiting: [String] {
        switch destination {
        case .application: []
        case .context(let context): AMIDialplan.lines(context: context, fallsBack: fallback != nil)
        }
    }
}

extension RequestCodeDialplan {
    /// - Parameter configuration: the PBX, whose driver determines the destination.
    init(_ callCenter: CallCenter, _ configuration: BridgeConfiguration.PBX) {
        let destination: Destination =
            switch configuration.driver {
            case .ami: .context(configuration.ami.context)
            // A simulated PBX has no dialplan; these are the lines of the default driver.
            case .ari, .simulated: .application(configuration.ari.application)
            }
        let codes = Set(callCenter.routes.values.map(\.dialledCode))
        self.init(routes: codes.compactMap { callCenter.route($0, on: configuration.id) }, destination: destination)
    }
}

import HelpDesk
import Telephony

/// The lines of `extensions.conf` that hand a dialled request code to the bridge.
struct RequestCodeDialplan {
    enum Destination {
        /// A Stasis application, which needs no more than that.
        case application(String)
        /// A context of ours, which is printed too, since the AMI driver lets its channels wait in it.
        case context(String)
    }

    /// The name of the printed context.
    static let context = "helpbridge-codes"

    let routes: [Route]
    let destination: Destination
    /// What becomes of a call while the bridge is away, and what each route says then; `nil` for nothing.
    var fallback: (dialplan: FallbackDialplan, sentences: [Route.ID: FallbackDialplan.Sentences])?

    var text: String {
        var lines = [
            "; The request codes of HelpBridge. Put this into extensions.conf (extensions_custom.conf on FreePBX and its",
            "; relatives), add the line",
            ";     include => \(Self.context)",
            "; to the context of the operators' phones (from-internal-custom there), and reload the dialplan:",
            ";     asterisk -rx \"dialplan reload\"",
            "[\(Self.context)]",
        ]
        if routes.isEmpty { lines.append("; no route is configured yet") }
        for route in routes.sorted(by: { $0.code < $1.code }) {
            lines.append("; \(DialplanComment(route.name))")
            let variables = fallback?.sentences[route.id].map { FallbackDialplan.variables(route, saying: $0) } ?? []
            switch destination {
            case .application(let application):
                lines.append("exten => \(route.code),1,Stasis(\(application),\(route.code))")
                if !variables.isEmpty {
                    // Anything else means that the bridge had the call and let it go.
                    lines.append(" same => n,ExecIf($[\"${STASISSTATUS}\" != \"FAILED\"]?Hangup())")
                    lines += variables + [FallbackDialplan.entry]
                }
                lines.append(" same => n,Hangup()")
            case .context(let context):
                lines += AMIDialplan.lines(code: route.code, context: context, preparation: variables)
            }
        }
        if case .context(let context) = destination {
            lines += ["", "; Where the bridge lets its calls wait. Nobody can dial this."]
            lines += AMIDialplan.lines(context: context, fallsBack: fallback != nil)
        }
        if let fallback { lines += [""] + fallback.dialplan.lines }
        return lines.joined(separator: "\n")
    }
}

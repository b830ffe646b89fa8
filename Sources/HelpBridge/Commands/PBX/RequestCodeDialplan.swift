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
            lines.append("; \(comment(route.name))")
            switch destination {
            case .application(let application):
                lines += [
                    "exten => \(route.code),1,Stasis(\(application),\(route.code))",
                    // The bridge hangs up; this is for a bridge that is away.
                    " same => n,Hangup()",
                ]
            case .context(let context):
                lines += AMIDialplan.lines(code: route.code, context: context)
            }
        }
        if case .context(let context) = destination {
            lines += ["", "; Where the bridge lets its calls wait. Nobody can dial this."]
            lines += AMIDialplan.lines(context: context)
        }
        return lines.joined(separator: "\n")
    }

    /// A name as the rest of a comment: a semicolon could begin a block comment, which no line would end.
    private func comment(_ name: String) -> String {
        String(name.map { $0.isNewline || $0 == ";" ? " " : $0 })
    }
}

import HelpDesk

/// The lines of `extensions.conf` that hand a dialled request code to our Stasis application.
struct RequestCodeDialplan {
    /// The name of the printed context.
    static let context = "helpbridge-codes"

    let routes: [Route]
    /// The name of the Stasis application.
    let application: String

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
            lines += [
                "; \(comment(route.name))",
                "exten => \(route.code),1,Stasis(\(application),\(route.code))",
                // The bridge hangs up; this is for a bridge that is away.
                " same => n,Hangup()",
            ]
        }
        return lines.joined(separator: "\n")
    }

    /// A name as the rest of a comment: a semicolon could begin a block comment, which no line would end.
    private func comment(_ name: String) -> String {
        String(name.map { $0.isNewline || $0 == ";" ? " " : $0 })
    }
}

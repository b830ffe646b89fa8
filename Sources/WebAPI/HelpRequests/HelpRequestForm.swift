import HelpDesk
import NIOCore
import WebServer

/// The body of `POST /v1/help-requests`, checked as far as possible without knowing the call centre.
enum HelpRequestForm {
    private static let fields = ["operator", "route", "mode", "customer", "reason", "urgency", "department", "pbx"]
    /// For `customer` and `reason`.
    private static let longestText = 200

    /// - Returns: a draft whose every field is well-formed.
    /// - Throws: `Problem`: `invalid_json` for what is not JSON, `validation_failed` naming every field that is wrong.
    static func draft(_ body: ByteBuffer) throws -> HelpRequestDraft {
        var form = try JSONForm(body, fields: fields, example: #"{"operator":"101","route":"*5003"}"#)
        let number = form.requiredNumber("operator")
        let route = form.requiredNumber("route")
        // Beside the extension, or in it, as in 101@shiraz.
        let pbx = form.text("pbx")
        let draft = HelpRequestDraft(
            operator: pbx.map { ExtensionAddress(number, pbx: $0).text } ?? number, route: route,
            mode: form.choice("mode", of: CallMode.allCases),
            department: form.text("department"), customer: form.text("customer", longest: longestText),
            reason: form.text("reason", longest: longestText),
            urgency: form.choice("urgency", of: Urgency.allCases) ?? .normal)
        try form.check()
        return draft
    }
}

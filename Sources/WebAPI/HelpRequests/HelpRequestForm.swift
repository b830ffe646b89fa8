import HelpDesk
import NIOCore
import WebServer

/// The body of `POST /v1/help-requests`, checked as far as possible without the call centre.
enum HelpRequestForm {
    private static let fields = ["operator", "route", "mode", "customer", "reason", "urgency", "department", "pbx"]
    /// The length limit for `customer` and `reason`.
    private static let maximumTextLength = 200

    /// - Parameter defaultPBX: the id of the PBX that clients need not name.
    /// - Returns: a draft with well-formed fields, whose operator is in the form that the tables use.
    /// - Throws: `Problem`: `invalid_json` if the body is not JSON, `validation_failed` naming every invalid field.
    static func draft(_ body: ByteBuffer, defaultPBX: String) throws -> HelpRequestDraft {
        var form = try JSONForm(body, fields: fields, example: #"{"operator":"101","route":"*5003"}"#)
        let number = form.requiredNumber("operator")
        let route = form.requiredNumber("route")
        // The PBX may be given next to the extension or in it, as in 101@shiraz.
        var caller = ExtensionAddress(number)
        if let pbx = form.text("pbx") {
            if caller.pbx ?? pbx != pbx { form.report("pbx", "must be the one that operator names, or be left out") }
            caller.pbx = pbx
        }
        let draft = HelpRequestDraft(
            operator: caller.canonical(defaultPBX: defaultPBX).text, route: route,
            mode: form.choice("mode", of: CallMode.allCases),
            department: form.text("department")?.plainNumber,
            customer: form.text("customer", longest: maximumTextLength),
            reason: form.text("reason", longest: maximumTextLength),
            urgency: form.choice("urgency", of: Urgency.allCases) ?? .normal)
        try form.check()
        return draft
    }
}

import HelpDesk
import NIOCore
import WebServer

/// The body of `POST /v1/help-requests`, checked as far as possible without knowing the call centre.
enum HelpRequestForm {
    private static let fields = ["operator", "route", "mode", "customer", "reason", "urgency", "department", "pbx"]
    /// For `customer` and `reason`.
    private static let maximumTextLength = 200

    /// - Parameter defaultPBX: the id of the PBX that need not be named.
    /// - Returns: a draft whose every field is well-formed, and whose operator has the name that the tables have for them.
    /// - Throws: `Problem`: `invalid_json` for what is not JSON, `validation_failed` naming every field that is wrong.
    static func draft(_ body: ByteBuffer, defaultPBX: String) throws -> HelpRequestDraft {
        var form = try JSONForm(body, fields: fields, example: #"{"operator":"101","route":"*5003"}"#)
        let number = form.requiredNumber("operator")
        let route = form.requiredNumber("route")
        // Beside the extension, or in it, as in 101@shiraz.
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

import Foundation

/// The answers given to `helpbridge setup`, and the two files made from them.
struct SetupPlan: Equatable {
    /// A CRM that is asked for managers.
    struct CRM: Equatable {
        /// The name of a mapping.
        var mapping: String
        var baseURL: String
        /// The credentials in the mapping's order.
        var credentials: [(name: String, value: String)]

        static func == (left: CRM, right: CRM) -> Bool {
            left.mapping == right.mapping && left.baseURL == right.baseURL
                && left.credentials.map { [$0.name, $0.value] } == right.credentials.map { [$0.name, $0.value] }
        }
    }

    var driver: BridgeConfiguration.PBX.Driver
    /// The address of ARI.
    var pbxURL = "http://127.0.0.1:8088/ari"
    /// The host of AMI.
    var pbxHost = "127.0.0.1"
    var pbxUser = "helpbridge"
    /// A secret: a literal, `env:NAME` or `file:PATH`.
    var pbxPassword = ""
    var endpoint = "PJSIP/{extension}"
    var host = "127.0.0.1"
    var port = 8080
    /// The address at which the PBX and people reach the bridge; `nil` derives it from host and port.
    var publicURL: String?
    /// The directory of the database and the prompts.
    var dataDirectory: String
    /// The first API token.
    var token: String
    /// The CRM; `nil` if the departments' tables are used.
    var crm: CRM?
    /// The voice of the first route, which is named for its language.
    var voice: String
    var code = "*5003"

    /// The text of `helpbridge.yaml`.
    var configuration: String {
        var lines = [
            "# Written by helpbridge setup. What else may be set:",
            "# /usr/share/doc/helpbridge/Documentation/Configuration.md",
            "http:", "  host: \(Self.quoted(host))", "  port: \(port)",
        ]
        if let publicURL { lines.append("  publicURL: \(Self.quoted(publicURL))") }
        lines += [
            "database: {path: \(Self.quoted(dataDirectory + "/helpbridge.sqlite"))}",
            "prompts: {cache: \(Self.quoted(dataDirectory + "/prompts"))}",
            "pbx:", "  driver: \(driver.rawValue)", "  endpoint: \(Self.quoted(endpoint))",
            "  numbers: \"^[0-9]{2,6}$\"   # what may ever be dialled, whoever asks",
        ]
        let account = "username: \(Self.quoted(pbxUser)), password: \(Self.quoted(pbxPassword))"
        switch driver {
        case .ari: lines.append("  ari: {url: \(Self.quoted(pbxURL)), \(account)}")
        case .ami: lines.append("  ami: {host: \(Self.quoted(pbxHost)), \(account)}")
        case .simulated: break
        }
        lines.append("auth: {tokens: [\(Self.quoted(token))]}")
        return lines.joined(separator: "\n") + "\n"
    }

    /// The text of `callcenter.yaml`: one department and one route, to begin with.
    var callCenter: String {
        let persian = voice == "fa"
        var lines = [
            "# Written by helpbridge setup; helpbridge apply loads it anew. The administrator's pages change the same settings.",
            "departments:", "  - {id: support, name: \(Self.quoted(persian ? "پشتیبانی" : "Support")), helpers: []}",
            "    # helpers: [{extension: \"200\", name: …}], in the order in which they are rung", "operators: []",
            "    # - {extension: \"101\", name: …, department: support}",
        ]
        if let crm {
            let credentials = crm.credentials.map { "\(Self.quoted($0.name)): \(Self.quoted($0.value))" }
            lines += [
                "sources:", "  - id: main", "    mapping: \(Self.quoted(crm.mapping))",
                "    baseURL: \(Self.quoted(crm.baseURL))",
                "    credentials: {\(credentials.joined(separator: ", "))}",
            ]
        }
        lines += [
            "routes:", "  - code: \(Self.quoted(code))",
            "    name: \(Self.quoted(persian ? "درخواست کمک پشتیبانی" : "Support help"))",
            "    detection: \(crm == nil ? "department" : "crm")",
        ]
        if crm != nil { lines.append("    sources: [main]") }
        lines.append("    voice: \(Self.quoted(voice))")
        return lines.joined(separator: "\n") + "\n"
    }

    /// Returns a text in quotes, in the form common to YAML and JSON.
    private static func quoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": quoted += "\\" + String(scalar)
            case _ where scalar.value < 0x20 || scalar.value == 0x7F:
                quoted += "\\u" + String(format: "%04x", scalar.value)
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }
}

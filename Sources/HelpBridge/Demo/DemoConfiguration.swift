import Administration
import Foundation
import Logging

/// The configuration of the demo, and its welcome text.
enum DemoConfiguration {
    /// - Parameters:
    ///   - directory: the directory of all files that the demo writes.
    ///   - port: the port; 0 picks any free port.
    static func make(directory: URL, port: Int) throws -> BridgeConfiguration {
        guard let mappings = ShippedFiles.directory("Mappings"), let voices = ShippedFiles.directory("Voices"),
            let pages = ShippedFiles.directory("Pages")
        else {
            throw HelpBridgeError.failed(
                "the folders Mappings, Voices and Pages that come with the program are not found beside it")
        }
        return BridgeConfiguration(
            http: .init(host: "127.0.0.1", port: port, publicURL: nil, tls: nil),
            database: directory.appendingPathComponent("helpbridge.sqlite").path,
            bridge: BridgeConfiguration.hostName,
            pbxs: [
                .init(
                    id: "main", driver: .simulated, endpoint: "PJSIP/{extension}", numbers: "^[0-9]{2,6}$",
                    prompts: .http,
                    promptDirectory: "", ari: .init(url: "", application: "", username: "", password: ""),
                    ami: .init(host: "", port: 0, username: "", password: "", context: ""))
            ],
            crm: .init(mappings: mappings, answerBudgetMilliseconds: 1500), voices: voices, pages: pages,
            prompts: .init(cache: directory.appendingPathComponent("prompts").path, sampleRate: 8000, warm: true),
            requests: .init(expireAfterSeconds: 120, phonesAtOnce: 100, keepDays: 365, auditKeepDays: 365),
            tokens: [TokenSecret().text], logLevel: .notice)
    }

    static func welcome(url: String, token: String, password: String, crm: SampleCRM) -> String {
        """
        HelpBridge demo: a simulated PBX, a sample CRM, a sample call centre.

          pages       \(url)/
                      sign in as ali (operator), sara (supervisor) or nasrin (admin); password \(password)
          API         \(url)/v1/help-requests
          health      \(url)/readyz
          sample CRM  \(crm.url)/managers?extension=101

          operators   101, 102, 105 (support; 105 is on the phone with a customer)   103 (sales)
                      104 (night shift: nobody is available)
          routes      *5003 in Persian, asks the CRM   *5004 in English, the department's table only

        Ask for help:

          helpbridge request --url \(url) --token \(token) --operator 101 --route '*5003' --watch

          curl -H 'Authorization: Bearer \(token)' -H 'Content-Type: application/json' \\
            -d '{"operator":"101","route":"*5003"}' \(url)/v1/help-requests

        Control-C ends the demo.
        """
    }
}

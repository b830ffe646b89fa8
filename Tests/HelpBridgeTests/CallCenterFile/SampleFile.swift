import Administration
import Foundation
import HelpDesk

@testable import HelpBridge

/// A settings file for the tests, and how it is read there.
enum SampleFile {
    static let full = """
        departments:
          - {id: support, name: پشتیبانی, parent: sales, helpers: [{extension: "200", name: سارا کریمی}, {extension: 201}]}
          - id: sales
            name: فروش
        operators:
          - {extension: "101", name: علی, department: support, email: a@b.example, crmId: "17"}
        sources:
          - id: main
            mapping: generic
            baseURL: "http://127.0.0.1:9090"
            timeoutMilliseconds: 800
            credentials: {token: "env:CRM_TOKEN", user: "7"}
            caFile: /etc/ssl/crm.pem
        routes:
          - code: "*5003"
            name: Support help
            detection: crm                # crm | department
            sources: [main]
            voice: fa
            mode: consult
            prompts:
              requestSent: {text: "درخواست کمک شما برای {manager} ارسال شد"}
              unavailable: {recording: /sounds/unavailable.wav}
              managerIntro:
                text: |-
                  {operator}
                  {customer}
            ringing: {strategy: sequential, timeoutSeconds: 15, totalSeconds: 60, operatorSeconds: 25,
                      rounds: 2, skipBusy: false, atOnce: 5}
            ladder: [crm, department]
            secondPress: cancel
            acceptKey: "1"
            overflow: {department: sales}
            whenOperatorBusy: fail
            autoAnswer: true
            waitSeconds: 40
            departments: any
        webhooks:
          - {id: main, mapping: generic, route: "*5003", secret: "env:CRM_WEBHOOK_SECRET"}
        """

    static func context(
        existing: CallCenter = CallCenter(), mappings: Set<String> = [], voices: Set<String> = [],
        pbxs: [String] = ["main"]
    ) throws -> SettingsContext {
        SettingsContext(
            existing: existing, policy: try DialPolicy(patterns: pbxs.map { ($0, "^[0-9]{2,6}$") }), mappings: mappings,
            voices: voices)
    }

    static func read(_ yaml: String, existing: CallCenter = CallCenter()) throws -> CallCenter {
        try CallCenterFile(yaml: yaml, name: "callcenter.yaml", context: context(existing: existing)).callCenter
    }

    /// What is wrong with a file, one line each; empty when it is sound.
    static func problems(
        _ yaml: String, existing: CallCenter = CallCenter(), mappings: Set<String> = [], voices: Set<String> = []
    ) throws -> [String] {
        do {
            _ = try CallCenterFile(
                yaml: yaml, name: "callcenter.yaml",
                context: context(existing: existing, mappings: mappings, voices: voices))
            return []
        } catch let error as AdministrationError {
            return error.description.split(separator: "\n").map(String.init)
        }
    }
}

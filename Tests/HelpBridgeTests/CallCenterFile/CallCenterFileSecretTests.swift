import Administration
import Foundation
import HelpDesk
import LocatedYAML
import Testing

@testable import HelpBridge

@Suite struct CallCenterFileSecretTests {
    private static let stored = CallCenter(
        sources: [
            LookupSource(
                id: "main", mapping: "zoho", baseURL: "https://crm.test",
                credentials: [
                    "token": SecretReference("s3cret"), "user": SecretReference("env:CRM_USER"),
                    "accountsURL": SecretReference("https://accounts.test"),
                ], caFile: "/etc/crm.pem")
        ],
        routes: [
            Route(
                code: "*5003", name: "x", detection: .department, voice: "fa",
                prompts: [.unavailable: .recording("/sounds/closed.wav")])
        ],
        webhooks: [
            WebhookEndpoint(
                id: "hook", mapping: "generic", route: "*5003",
                secrets: [SecretReference("first"), SecretReference("file:/run/hook")])
        ])

    private static func read(_ yaml: String, isRemote: Bool = false) throws -> CallCenter {
        var context = SettingsContext(
            existing: stored, stored: stored, loginOrigin: { $0.credentials["accountsURL"]?.text },
            policy: try DialPolicy(pattern: "^[0-9]+$"))
        if isRemote {
            let allowance = SecretAllowance(
                patterns: [SecretReference("env:CRM_ALLOWED_*"), SecretReference("file:/allowed/*.wav")])
            context.refusalOfSecret = { allowance.problem(with: $0, canonicalPath: { _ in nil }) }
            context.refusalOfPath = { allowance.problem(withPath: $0, canonicalPath: { $0 }) }
        }
        return try CallCenterFile(yaml: yaml, name: "f.yaml", context: context).callCenter
    }

    private static func problems(_ yaml: String, isRemote: Bool = false) throws -> [String] {
        do {
            _ = try read(yaml, isRemote: isRemote)
            return []
        } catch AdministrationError.invalid(let faults) {
            return faults.map { "\($0.line ?? 0) \($0.path) \($0.code ?? $0.message)" }
        }
    }

    private static func source(
        mapping: String = "zoho", baseURL: String = "https://crm.test", caFile: String = "/etc/crm.pem",
        credentials: String
    ) -> String {
        """
        sources:
          - id: main
            mapping: \(mapping)
            baseURL: \(baseURL)
            caFile: \(caFile)
            credentials: \(credentials)
        """
    }

    private static let masked = #"{token: "***", user: "env:CRM_USER", accountsURL: "***"}"#

    @Test(
        "A secret's mask keeps what is stored as long as the origin is the same",
        arguments: ["https://crm.test", "https://CRM.test:443/", "https://crm.test/other/path"])
    func keptByMask(baseURL: String) throws {
        let read = try Self.read(Self.source(baseURL: baseURL, credentials: Self.masked), isRemote: true)
        #expect(read.sources["main"]?.credentials == Self.stored.sources["main"]?.credentials)
    }

    @Test("A CRM's own number in a call-centre file is understood in any digits; a secret and what is no number stay")
    func digits() throws {
        let context = SettingsContext(
            mapping: { name in
                MappingSummary(
                    name: name, title: name,
                    credentials: ["number", "user", "token"].map {
                        CredentialDefinition(name: $0, description: $0, isSecret: $0 == "token", isRequired: false)
                    }, webhook: nil)
            }, policy: try DialPolicy(pattern: "^[0-9]+$"))
        let yaml = Self.source(credentials: #"{number: "۱۲", user: "کاربر ۱", token: "۱۲"}"#)
        let read = try CallCenterFile(yaml: yaml, name: "f.yaml", context: context).callCenter
        #expect(
            read.sources["main"]?.credentials.mapValues(\.text) == ["number": "12", "user": "کاربر ۱", "token": "۱۲"])
    }

    @Test(
        "Another destination asks for its secrets anew, each by its name and line",
        arguments: [true, false],
        [
            Self.source(baseURL: "http://crm.test", credentials: masked),
            Self.source(baseURL: "https://crm.test:8443", credentials: masked),
            Self.source(baseURL: "https://crm.test.evil", credentials: masked),
            Self.source(mapping: "generic", credentials: masked),
            Self.source(caFile: "/tmp/ca.pem", credentials: masked),
            Self.source(
                credentials: masked.replacing(#"accountsURL: "***""#, with: #"accountsURL: "https://evil.test""#)),
        ])
    func otherDestination(isRemote: Bool, yaml: String) throws {
        let problems = try Self.problems(yaml, isRemote: isRemote)
        #expect(problems.contains("6 sources[0].credentials.token secretAnew"))
        // A reference that the machine's own file wrote stays with its origin, too.
        #expect(problems.contains("6 sources[0].credentials.user secretNotAllowed") == isRemote)
    }

    @Test("With secrets of its own a source may lead elsewhere")
    func ownSecrets() throws {
        let yaml = Self.source(
            baseURL: "https://new.test",
            credentials: "{token: n3w, user: \"env:CRM_ALLOWED_1\", accountsURL: \"https://new.test\"}")
        #expect(try Self.read(yaml, isRemote: true).sources["main"]?.credentials["token"]?.text == "n3w")
    }

    @Test("A source that leads elsewhere does not lose its secrets unsaid")
    func missingSecrets() throws {
        let yaml = """
            sources:
              - {id: main, mapping: zoho, baseURL: "https://new.test"}
            """
        #expect(try Self.problems(yaml, isRemote: true) == ["2 sources[0].credentials secretAnew"])
        #expect(try Self.problems(yaml).isEmpty)
        let none = yaml.replacing("}", with: ", credentials: {}}")
        #expect(try Self.read(none, isRemote: true).sources["main"]?.credentials == [:])
    }

    @Test("A secret's mask stands for nothing where nothing is stored", arguments: [true, false])
    func maskOfNothing(isRemote: Bool) throws {
        let copy = Self.source(credentials: Self.masked).replacing("id: main", with: "id: copy")
        let problems = try Self.problems(copy, isRemote: isRemote)
        #expect(problems.contains("6 sources[0].credentials.token secretUnknown"))
        #expect(problems.contains("6 sources[0].credentials.accountsURL secretUnknown"))
        let other = Self.source(credentials: #"{token: "***", password: "***"}"#)
        #expect(
            try Self.problems(other, isRemote: isRemote).contains("6 sources[0].credentials.password secretUnknown"))
    }

    @Test("References from afar are allowed by secrets.allow only, those of a file on the machine always")
    func references() throws {
        for reference in ["env:HOME", "file:/etc/passwd", "env:CRM_USER"] {
            let yaml = Self.source(credentials: #"{token: "\#(reference)"}"#)
            #expect(try Self.problems(yaml, isRemote: true) == ["6 sources[0].credentials.token secretNotAllowed"])
            #expect(try Self.problems(yaml).isEmpty)
            let hook = """
                webhooks:
                  - {id: other, mapping: generic, route: "*5003", secret: ["a", "\(reference)"]}
                """
            #expect(try Self.problems(hook, isRemote: true) == ["2 webhooks[0].secret[1] secretNotAllowed"])
            #expect(try Self.problems(hook).isEmpty)
        }
        let allowed = Self.source(credentials: #"{token: "env:CRM_ALLOWED_TOKEN"}"#)
        #expect(try Self.problems(allowed, isRemote: true).isEmpty)
    }

    @Test(
        "Files from afar are those that are stored or that secrets.allow names, those of a file on the machine all",
        arguments: [
            "/etc/x.wav", "x.wav", "/allowed/../etc/x.wav", "/allowed/sub/x.wav", "/proc/self/environ",
        ])
    func files(path: String) throws {
        let settings: [String: (String) -> String] = [
            "routes[0].prompts.unavailable.recording": { path in
                "routes: [{code: '*1', name: x, detection: department, voice: fa, "
                    + "prompts: {unavailable: {recording: \(path)}}}]"
            },
            "sources[0].caFile": { "sources: [{id: new, mapping: zoho, baseURL: 'https://a.test', caFile: \($0)}]" },
            "subscriptions[0].caFile": {
                "subscriptions: [{id: new, url: 'https://a.test', secret: s, caFile: \($0)}]"
            },
        ]
        for (field, yaml) in settings {
            #expect(try Self.problems(yaml(path), isRemote: true) == ["1 \(field) pathNotAllowed"])
            #expect(try Self.problems(yaml(path)).isEmpty)
            for known in ["/sounds/closed.wav", "/etc/crm.pem", "/allowed/x.wav"] {
                #expect(try Self.problems(yaml(known), isRemote: true).isEmpty)
            }
        }
    }

    @Test("A webhook endpoint keeps each of its secrets in its place")
    func endpointSecrets() throws {
        func secrets(_ list: String) throws -> [String]? {
            let yaml = "webhooks: [{id: hook, mapping: generic, route: \"*5003\", secret: \(list)}]"
            return try Self.read(yaml, isRemote: true).webhooks["hook"]?.secrets.map(\.text)
        }
        #expect(try secrets(#"["***", "file:/run/hook"]"#) == ["first", "file:/run/hook"])
        #expect(try secrets(#"["***", "second"]"#) == ["first", "second"])
        // Which of the two is to stay nobody knows.
        for fewer in [#""***""#, #"["***"]"#] {
            #expect(throws: AdministrationError.self) { try secrets(fewer) }
        }
        #expect(try secrets(#"["second"]"#) == ["second"])
        #expect(throws: AdministrationError.self) { try secrets(#"["a", "b", "***"]"#) }
    }
}

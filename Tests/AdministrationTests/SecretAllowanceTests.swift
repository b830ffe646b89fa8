import Administration
import Files
import Foundation
import HelpDesk
import Testing

@Suite struct SecretAllowanceTests {
    private static func allowance(_ patterns: [String]) throws -> SecretAllowance {
        SecretAllowance(patterns: try patterns.map { try #require(SecretAllowance.pattern($0)) })
    }

    private static func problem(_ allowance: SecretAllowance, _ reference: String) -> String? {
        allowance.problem(with: SecretReference(reference), canonicalPath: FileIdentity.canonicalPath)
    }

    private static func allows(_ patterns: [String], _ reference: String) throws -> Bool {
        problem(try allowance(patterns), reference) == nil
    }

    /// A folder of secrets and one of others.
    private static func withFolders(_ body: (URL) throws -> Void) throws {
        let root = FileManager.default.temporaryDirectory.appending(path: "hb-allow-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: root) }
        for name in ["secrets/deep", "others"] {
            try FileManager.default.createDirectory(
                at: root.appending(path: name), withIntermediateDirectories: true)
        }
        for name in ["secrets/crm", "secrets/.hidden", "secrets/deep/crm", "others/crm"] {
            try Data("x".utf8).write(to: root.appending(path: name))
        }
        try body(root)
    }

    @Test("No reference to a secret is allowed where nothing is said, and a secret itself always is")
    func nothingSaid() throws {
        for reference in ["env:HOME", "file:/etc/passwd"] {
            let problem = Self.problem(.nothing, reference)
            #expect(problem?.contains("\(reference) may not be written here: secrets.allow") == true)
        }
        #expect(Self.problem(.nothing, "s3cret") == nil)
    }

    @Test("Variables with secrets are allowed by pattern")
    func variables() throws {
        let patterns = ["env:CRM_*", "env:WEBHOOK_?"]
        for name in ["CRM_TOKEN", "CRM_", "WEBHOOK_1"] { #expect(try Self.allows(patterns, "env:\(name)"), "\(name)") }
        for name in ["HOME", "XCRM_TOKEN", "crm_token", "WEBHOOK_12", "CRM_A\u{0}B", "CRM_\n", ""] {
            #expect(try !Self.allows(patterns, "env:\(name)"), "\(name)")
        }
        #expect(try !Self.allows(["file:/*"], "env:HOME"))
    }

    @Test("Files with secrets are allowed by pattern, in that folder only")
    func files() throws {
        try Self.withFolders { root in
            let patterns = ["file:\(root.path)/secrets/*"]
            let isAllowed = try Self.allows(patterns, "file:\(root.path)/secrets/crm")
            #expect(isAllowed)
            for path in [
                "\(root.path)/others/crm", "\(root.path)/secrets/deep/crm", "\(root.path)/secrets/.hidden",
                "\(root.path)/secrets/../others/crm", "\(root.path)/secrets/./crm", "\(root.path)//secrets/crm",
                "\(root.path)/secrets/none", "secrets/crm", "\(root.path)/secrets/", "\(root.path)/secrets/..",
                "\(root.path)/secrets/crm\u{0}", "/etc/passwd", "",
            ] {
                #expect(try !Self.allows(patterns, "file:\(path)"), "\(path)")
            }
        }
    }

    @Test("A link in an allowed folder leads nowhere else, and the folder itself may be one")
    func links() throws {
        try Self.withFolders { root in
            let files = FileManager.default
            try files.createSymbolicLink(
                at: root.appending(path: "secrets/away"), withDestinationURL: root.appending(path: "others/crm"))
            try files.createSymbolicLink(
                at: root.appending(path: "secrets/near"), withDestinationURL: root.appending(path: "secrets/crm"))
            try files.createSymbolicLink(
                at: root.appending(path: "linked"), withDestinationURL: root.appending(path: "secrets"))
            let patterns = ["file:\(root.path)/linked/*"]
            #expect(try Self.allows(patterns, "file:\(root.path)/linked/crm"))
            #expect(try Self.allows(patterns, "file:\(root.path)/linked/near"))
            #expect(try !Self.allows(patterns, "file:\(root.path)/linked/away"))
            #expect(try !Self.allows(patterns, "file:\(root.path)/secrets/crm"))
        }
    }

    @Test(
        "What is no pattern of allowed secrets is refused",
        arguments: ["CRM_TOKEN", "env:", "file:", "file:secrets/*", "file:/a/../b", "env:a/b", ""])
    func unusable(pattern: String) {
        #expect(SecretAllowance.pattern(pattern) == nil)
    }
}

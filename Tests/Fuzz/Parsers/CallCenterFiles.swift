import HelpDesk

@testable import HelpBridge

/// Files for `helpbridge apply`, which are YAML.
enum CallCenterFiles: FuzzedParser {
    static let name = "callcenter"
    private static let context: CallCenterFile.Context = {
        guard let policy = try? DialPolicy(pattern: "^[0-9]{2,6}$") else { preconditionFailure("it compiles") }
        return CallCenterFile.Context(policy: policy, mappings: ["generic"], voices: ["fa", "en"])
    }()

    static func read(_ input: [UInt8]) {
        guard let text = String(validating: input, as: UTF8.self) else { return }
        do {
            _ = try CallCenterFile(yaml: text, name: "callcenter.yaml", context: context)
        } catch {
            precondition(!error.problems.isEmpty, "refused without a reason")
        }
    }
}

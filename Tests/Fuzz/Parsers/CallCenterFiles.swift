import Administration
import HelpDesk

/// Files for `helpbridge apply`, which are YAML.
enum CallCenterFiles: FuzzedParser {
    static let name = "callcenter"
    private static let context: SettingsContext = {
        guard let policy = try? DialPolicy(pattern: "^[0-9]{2,6}$") else { preconditionFailure("it compiles") }
        return SettingsContext(policy: policy, mappings: ["generic"], voices: ["fa", "en"])
    }()

    static func read(_ input: [UInt8]) {
        guard let text = String(validating: input, as: UTF8.self) else { return }
        do {
            _ = try CallCenterFile(yaml: text, name: "callcenter.yaml", context: context)
        } catch {
            guard case .invalid(let faults) = error, !faults.isEmpty else {
                preconditionFailure("refused without a reason: \(error)")
            }
        }
    }
}

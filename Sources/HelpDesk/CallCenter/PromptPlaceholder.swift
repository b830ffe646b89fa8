/// A placeholder, written between braces in a prompt text.
public enum PromptPlaceholder: String, Sendable, CaseIterable {
    /// The operator's extension.
    case `operator`
    case operatorName
    /// The helper's name.
    case manager
    /// The department's name.
    case department
    /// The helper's extension.
    case `extension`
    /// The customer's name or number.
    case customer
    /// The place in the queue.
    case position
    /// The reason for asking for help.
    case reason
    /// The key that a helper presses to take the call.
    case key
}

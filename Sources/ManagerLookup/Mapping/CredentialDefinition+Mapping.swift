import Administration
import LocatedYAML

extension CredentialDefinition {
    init(name: String, _ node: MappingNode) throws(ManagerLookupError) {
        let fields = try node.fields(required: ["description"], optional: ["secret", "required"])
        self.init(
            name: name, description: try fields["description"]?.text() ?? "",
            isSecret: try fields["secret"]?.flag() ?? false, isRequired: try fields["required"]?.flag() ?? true)
    }
}

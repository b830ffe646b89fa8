import Administration
import Foundation
import LocatedYAML

/// Reads the credentials that a mapping needs, without compiling its programs.
enum MappingCredentials {
    /// - Parameter path: the path of a mapping.
    /// - Returns: the credentials in the order of the file.
    static func read(_ path: String) throws -> [CredentialDefinition] {
        let yaml: LocatedValue?
        do {
            yaml = try LocatedValue.yaml(String(contentsOfFile: path, encoding: .utf8), file: path)
        } catch let problem as LocatedProblem {
            throw HelpBridgeError.failed("\(problem)")
        } catch {
            throw HelpBridgeError.failed("\(path) cannot be read: \(error)")
        }
        guard case .object(let members)? = yaml?["credentials"]?.content else { return [] }
        return members.map { member in
            var description = ""
            if case .text(let text)? = member.value["description"]?.content { description = text }
            return CredentialDefinition(
                name: member.key, description: description, isSecret: member.value["secret"]?.content == .boolean(true),
                isRequired: member.value["required"]?.content != .boolean(false))
        }
    }
}

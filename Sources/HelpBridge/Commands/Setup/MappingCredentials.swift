import Administration
import Foundation
import LocatedYAML

/// The credentials that a mapping needs, read without its programs.
enum MappingCredentials {
    /// - Parameter path: the file of a mapping.
    /// - Returns: in the order in which they are written.
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

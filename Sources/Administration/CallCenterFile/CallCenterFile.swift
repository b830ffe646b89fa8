public import Foundation
public import HelpDesk
public import LocatedYAML

/// The file that holds a call centre's settings, `callcenter.yaml`: departments, operators, lookup sources, routes,
/// webhooks and subscriptions.
public struct CallCenterFile: Sendable, Equatable {
    /// The settings of the file.
    public let callCenter: CallCenter

    /// Reads the text of a file.
    ///
    /// - Parameters:
    ///   - yaml: the text.
    ///   - name: the file's name for messages.
    ///   - directory: the folder that relative paths are relative to; `nil` leaves them as they are.
    ///   - context: what the file may refer to.
    /// - Throws: `AdministrationError.invalid` with everything that is wrong with the file.
    public init(
        yaml: String, name: String, directory: URL? = nil, context: SettingsContext
    ) throws(AdministrationError) {
        let root: LocatedValue?
        do {
            root = try LocatedValue.yaml(yaml, file: name)
        } catch {
            throw .invalid([error])
        }
        guard let root else {
            let message = "is empty; write at least \"departments: []\""
            throw .invalid([LocatedProblem(file: name, path: "", message: message)])
        }
        try self.init(root, name: name, directory: directory, context: context)
    }

    /// Reads settings that do not come from a file, such as those that a client of the API sent.
    ///
    /// - Parameters:
    ///   - root: the same content as in a file.
    ///   - context: what the settings may refer to.
    /// - Throws: `AdministrationError.invalid` with everything that is wrong with the settings.
    public init(root: LocatedValue, context: SettingsContext) throws(AdministrationError) {
        try self.init(root, name: "", directory: nil, context: context)
    }

    private init(
        _ root: LocatedValue, name: String, directory: URL?, context: SettingsContext
    ) throws(AdministrationError) {
        let problems = ProblemCollector()
        var reader = CallCenterReader(directory: directory, context: context)
        let callCenter = reader.read(CollectingField(LocatedField(root, file: name), problems))
        guard problems.all.isEmpty else { throw .invalid(problems.all) }
        self.callCenter = callCenter
    }

    /// Writes settings as a file that decodes to the same settings, always in the same order.
    ///
    /// - Parameter withSecrets: whether literal secrets are written as they are, instead of masked.
    /// - Throws: if the YAML emitter fails.
    public static func export(_ callCenter: CallCenter, withSecrets: Bool = false) throws -> String {
        let callCenter = callCenter.maskingSecrets { secret in
            // An unreadable secret is masked, too.
            if withSecrets, case .literal = secret.location { secret } else { SecretReference(secret.description) }
        }
        return try CallCenterWriter.value(callCenter).yaml()
    }
}

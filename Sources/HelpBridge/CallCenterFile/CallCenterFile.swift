import Foundation
import HelpDesk
import Yams

/// The file that holds a call centre's settings, `callcenter.yaml`: departments, operators, lookup sources, routes and
/// webhooks.
struct CallCenterFile: Sendable, Equatable {
    /// What a file may refer to.
    struct Context: Sendable {
        /// The settings that exist beside the file's; empty when the file is to replace them all.
        var existing: CallCenter
        /// The settings whose secrets a mask stands for.
        var stored: CallCenter
        /// Which references to secrets may be written; `nil` allows all, as to whoever writes files on this machine.
        var allowance: SecretAllowance?
        /// Where a source's mapping logs in, where that is not at the source itself.
        var loginOrigin: @Sendable (LookupSource) -> String?
        /// What may be dialled.
        var policy: DialPolicy
        /// The names of the mappings; when empty, they are not checked.
        var mappings: Set<String>
        /// The names of the voices; when empty, they are not checked.
        var voices: Set<String>
        /// The ids of the sounds; when `nil`, they are not checked.
        var sounds: Set<String>?

        init(
            existing: CallCenter = CallCenter(), stored: CallCenter = CallCenter(), allowance: SecretAllowance? = nil,
            loginOrigin: @escaping @Sendable (LookupSource) -> String? = { _ in nil }, policy: DialPolicy,
            mappings: Set<String> = [], voices: Set<String> = [], sounds: Set<String>? = nil
        ) {
            self.existing = existing
            self.stored = stored
            self.allowance = allowance
            self.loginOrigin = loginOrigin
            self.policy = policy
            self.mappings = mappings
            self.voices = voices
            self.sounds = sounds
        }

        /// To whom a source's credentials go, and how it is made sure that it is them.
        func destination(of source: LookupSource) -> [String] {
            [source.mapping, source.origin, source.caFile ?? "", loginOrigin(source) ?? ""]
        }
    }

    /// The settings of the file.
    let callCenter: CallCenter

    /// Reads a file; relative paths in it are relative to its directory.
    ///
    /// - Parameters:
    ///   - path: the file's path.
    ///   - context: what it may refer to.
    /// - Throws: everything that is wrong with it, together.
    init(contentsOf path: String, context: Context) throws(CallCenterFileError) {
        let url = URL(fileURLWithPath: path)
        let data: Data
        do {
            data = try Data(contentsOf: url)
        } catch {
            throw Self.problem(path, nil, "cannot be read; check that the file exists and its rights")
        }
        guard let yaml = String(validating: data, as: UTF8.self) else {
            throw Self.problem(path, nil, "is not UTF-8; save it in that encoding")
        }
        try self.init(yaml: yaml, name: path, directory: url.deletingLastPathComponent(), context: context)
    }

    /// Reads the text of a file.
    ///
    /// - Parameters:
    ///   - yaml: the text.
    ///   - name: the file's name for messages.
    ///   - directory: what relative paths are relative to; they stay as they are when it is `nil`.
    ///   - context: what it may refer to.
    /// - Throws: everything that is wrong with it, together.
    init(yaml: String, name: String, directory: URL? = nil, context: Context) throws(CallCenterFileError) {
        let problems = ProblemCollector(file: name)
        let root = YAMLField(node: try Self.compose(yaml, name: name), path: "", problems: problems)
        var reader = CallCenterReader(directory: directory, context: context)
        let callCenter = reader.read(root)
        guard problems.all.isEmpty else { throw CallCenterFileError(problems: problems.all) }
        self.callCenter = callCenter
    }

    /// Reads settings that come without a file, such as those that a client of the API has sent.
    ///
    /// - Parameters:
    ///   - root: the same as a file's.
    ///   - context: what it may refer to.
    /// - Throws: everything that is wrong with it, together.
    init(root: Node, context: Context) throws(CallCenterFileError) {
        let problems = ProblemCollector(file: "")
        var reader = CallCenterReader(directory: nil, context: context)
        let callCenter = reader.read(YAMLField(node: root, path: "", problems: problems))
        guard problems.all.isEmpty else { throw CallCenterFileError(problems: problems.all) }
        self.callCenter = callCenter
    }

    private static func compose(_ text: String, name: String) throws(CallCenterFileError) -> Node {
        let documents: [Node]
        do {
            var sequence = try Yams.compose_all(yaml: text)
            var found: [Node] = []
            while let document = sequence.next() { found.append(document) }
            if let error = sequence.error { throw error }
            documents = found
        } catch let error as YamlError {
            throw problem(name, error, in: text)
        } catch {
            throw problem(name, nil, "\(error)")
        }
        guard let root = documents.first, root.null == nil else {
            throw problem(name, nil, "is empty; write at least \"departments: []\"")
        }
        guard documents.count == 1 else {
            throw problem(name, documents[1].mark?.line, "a second YAML document begins here; write one")
        }
        return root
    }

    private static func problem(_ name: String, _ error: YamlError, in text: String) -> CallCenterFileError {
        switch error {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            return self.problem(name, mark.line, "is not YAML: \(problem)")
        case .duplicatedKeysInMapping(let duplicates, let context):
            let keys = duplicates.map { "\"\($0)\"" }.joined(separator: ", ")
            return self.problem(name, context.mark.line, "the key \(keys) stands twice in one mapping")
        case .reader(let problem, let offset, _, _):
            let line = offset.map { text.prefix($0).count(where: \.isNewline) + 1 }
            return self.problem(name, line, "is not YAML: \(problem)")
        case .no, .memory, .writer, .emitter, .representer, .dataCouldNotBeDecoded:
            return self.problem(name, nil, "is not YAML: \(error)")
        }
    }

    private static func problem(_ name: String, _ line: Int?, _ message: String) -> CallCenterFileError {
        CallCenterFileError(problems: [.init(file: name, line: line, path: "", message: message)])
    }
}

public import HelpDesk
public import LocatedYAML

// Reading and writing of the prompts of routes.

extension CallCenterReader {
    func prompts(_ field: CollectingField?) -> [PromptKind: PromptSource] {
        var prompts: [PromptKind: PromptSource] = [:]
        let mapping = field?.mapping(PromptKind.ofRoutes.map(\.rawValue))
        for kind in PromptKind.ofRoutes {
            prompts[kind] = prompt(mapping?.optional(kind.rawValue))
        }
        return prompts
    }

    private func prompt(_ field: CollectingField?) -> PromptSource? {
        let kinds = PromptSource.Kind.allCases
        guard let field, let mapping = field.mapping(kinds.map(\.rawValue)) else { return nil }
        let given = kinds.compactMap { kind in mapping.optional(kind.rawValue).map { (kind, $0) } }
        guard let (kind, value) = given.first, given.count == 1 else {
            field.report("expected either \(Wording.alternatives(kinds.map(\.rawValue)))")
            return nil
        }
        return prompt(kind, value)
    }

    private func prompt(_ kind: PromptSource.Kind, _ field: CollectingField) -> PromptSource? {
        switch kind {
        case .text: words(field).map(PromptSource.text)
        case .recording: recording(field).map(PromptSource.recording)
        case .silent: silence(field)
        }
    }

    private func words(_ field: CollectingField) -> String? {
        let limit = PromptSource.maximumTextLength
        guard let text = field.text(limit: limit, allowsLines: true) else { return nil }
        let count = text.unicodeScalars.count
        if count > limit {
            field.report("expected at most \(limit) characters, found \(count) with the marks on letters")
        } else if let problem = context.problemOfPrompt(text) {
            field.report(problem, code: "promptText")
        }
        return text
    }

    private func silence(_ field: CollectingField) -> PromptSource? {
        guard let isSilent = field.boolean() else { return nil }
        if !isSilent { field.report("expected true; leave the prompt out to hear the voice's own text") }
        return .silent
    }

    /// Returns the id of a sound, or the path of a file; a path contains a `/` or a `.`.
    private func recording(_ field: CollectingField) -> String? {
        guard let text = field.scalar("a sound or a file"), Sound.isID(text) else { return path(field) }
        if let sounds = context.sounds, !sounds.contains(text) {
            let known = sounds.isEmpty ? "there is none yet" : "there is \(sounds.sorted().joined(separator: ", "))"
            field.report(
                "no sound has the id \(Wording.quoted(text)); \(known): upload it with helpbridge sounds add, or name a "
                    + "file with its extension")
            return nil
        }
        return text
    }
}

extension CallCenterWriter {
    static func prompts(_ prompts: [PromptKind: PromptSource]) -> LocatedValue? {
        let written = PromptKind.ofRoutes.map { (key: $0.rawValue, value: prompts[$0]?.setting) }
        let value = LocatedValue.object(of: written)
        return value.members.isEmpty ? nil : value
    }
}

extension PromptSource {
    /// The prompt as written in settings.
    public var setting: LocatedValue {
        let written: LocatedValue =
            switch value {
            case .words(let words): .text(words)
            case .flag: .boolean(true)
            }
        return LocatedValue.object([LocatedValue.Member(kind.rawValue, written)]).compact
    }
}

import HelpDesk
import LocatedYAML

// The prompts of routes: how they are read, and how they are written.

extension CallCenterReader {
    func prompts(_ field: SettingField?) -> [PromptKind: PromptSource] {
        var prompts: [PromptKind: PromptSource] = [:]
        let mapping = field?.mapping(PromptKind.ofRoutes.map(\.rawValue))
        for kind in PromptKind.ofRoutes {
            prompts[kind] = prompt(mapping?.optional(kind.rawValue))
        }
        return prompts
    }

    private func prompt(_ field: SettingField?) -> PromptSource? {
        guard let field, let mapping = field.mapping(["text", "recording"]) else { return nil }
        switch (mapping.optional("text"), mapping.optional("recording")) {
        case (let text?, nil): return text.text(limit: 2000, allowsLines: true).map(PromptSource.text)
        case (nil, let recording?): return self.recording(recording).map(PromptSource.recording)
        case (_?, _?), (nil, nil):
            field.report("expected either text or recording")
            return nil
        }
    }

    /// The id of a sound, or the path of a file; a path has a `/` or a `.` in it.
    private func recording(_ field: SettingField) -> String? {
        guard let text = field.scalar("a sound or a file"), Sound.isID(text) else { return path(field) }
        if let sounds = context.sounds, !sounds.contains(text) {
            let known = sounds.isEmpty ? "there is none yet" : "there is \(sounds.sorted().joined(separator: ", "))"
            field.report(
                "no sound has the id \(SettingField.quoted(text)); \(known): upload it with helpbridge sounds add, or name a "
                    + "file with its extension")
            return nil
        }
        return text
    }
}

extension CallCenterWriter {
    static func prompts(_ prompts: [PromptKind: PromptSource]) -> LocatedValue? {
        let written = PromptKind.ofRoutes.map { (key: $0.rawValue, value: prompts[$0].map(prompt)) }
        let value = LocatedValue.object(of: written)
        return value.members.isEmpty ? nil : value
    }

    private static func prompt(_ source: PromptSource) -> LocatedValue {
        switch source {
        case .text(let words): LocatedValue.object(of: [("text", .text(words))]).compact
        case .recording(let path): LocatedValue.object(of: [("recording", .text(path))]).compact
        }
    }
}

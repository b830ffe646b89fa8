import Administration
import Foundation
import HelpDesk
import LocatedYAML
import WebServer

/// One prompt of a route as filled in.
struct PromptDraft: Sendable {
    var kind: PromptKind
    /// The source of the prompt's sound; `nil` for the voice's own text.
    var source: PromptSource.Kind?
    var text = ""
    /// The id of a sound, or a path that was set elsewhere.
    var recording = ""

    init(_ kind: PromptKind, stored: LocatedValue?) {
        self.kind = kind
        text = stored?.typed("text") ?? ""
        recording = stored?.typed("recording") ?? ""
        source = PromptSource.Kind.allCases.first { stored?[$0.rawValue] != nil }
    }

    init(_ kind: PromptKind, _ form: PageForm) {
        self.kind = kind
        source = PromptSource.Kind(rawValue: form.text(Self.field(kind, "source")))
        text = form.text(Self.field(kind, "text"))
        recording = form.text(Self.field(kind, "recording"))
    }

    /// Returns the name of a control.
    static func field(_ kind: PromptKind, _ part: String) -> String { "prompts.\(kind.rawValue).\(part)" }

    /// The prompt as a route stores it; `nil` leaves it to the voice.
    var content: LocatedValue? {
        source.map { PromptSource($0, $0 == .recording ? recording : text).setting }
    }

    func fields(_ writer: inout FieldWriter, voice: VoiceSummary?, sounds: [Sound]) -> PageContent {
        let visit = writer.visit
        let base = "prompts.\(kind.rawValue)"
        let faults = ["text", "recording", "file", ""].compactMap { part in
            writer.fault(part.isEmpty ? base : "\(base).\(part)")
        }
        let id = FieldWriter.id(base)
        let known = sounds.map(\.id)
        let strangers = recording.isEmpty || known.contains(recording) ? [] : [(id: recording, name: recording)]
        return [
            "promptID": id, "kind": kind.rawValue, "base": base,
            "title": visit.text("prompts.\(kind.rawValue).label"), "when": visit.text("prompts.\(kind.rawValue).hint"),
            "ways": ways(visit),
            "usual": voice?.texts[kind] ?? visit.text("promptWays.noUsual"), "promptText": text,
            "lacking": lackingPlaceholders,
            "direction": voice?.isRightToLeft == true ? "rtl" : "ltr",
            "audio": known.contains(recording) ? "/admin/sounds/\(recording)/audio" : "",
            "fault": faults.joined(separator: " "), "hasFault": !faults.isEmpty,
            "sounds": (sounds.map { (id: $0.id, name: $0.name) } + strangers).map { sound -> PageContent in
                ["soundID": sound.id, "soundName": sound.name, "isChosen": sound.id == recording]
            },
        ]
    }

    /// The placeholders listed above the prompts that have no value in this prompt; `*` for all of them.
    private var lackingPlaceholders: String {
        let lacking = Set(PromptPlaceholder.allCases).subtracting(kind.placeholders)
        return kind.placeholders.isEmpty ? "*" : lacking.map(\.rawValue).sorted().joined(separator: " ")
    }

    private func ways(_ visit: PageVisit) -> [PageContent] {
        ([nil] + PromptSource.Kind.allCases).map { kind in
            let word = kind?.rawValue ?? "usual"
            return ["way": word, "label": visit.text("promptWays.\(word)"), "isChosen": kind == source]
        }
    }
}

extension VoiceSummary {
    /// Whether the voice's language is written from right to left, whatever its texts begin with.
    var isRightToLeft: Bool { Locale.Language(identifier: language).characterDirection == .rightToLeft }
}

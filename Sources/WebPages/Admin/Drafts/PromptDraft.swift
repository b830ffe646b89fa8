import HelpDesk
import LocatedYAML
import WebServer

/// One prompt of a route as it is filled in.
struct PromptDraft: Sendable {
    enum Source: String, Sendable, CaseIterable {
        /// The voice's own text.
        case usual
        case text
        case recording
    }

    var kind: PromptKind
    var source = Source.usual
    var text = ""
    /// The id of a sound, or a path that was set elsewhere.
    var recording = ""

    init(_ kind: PromptKind, stored: LocatedValue?) {
        self.kind = kind
        text = stored?.typed("text") ?? ""
        recording = stored?.typed("recording") ?? ""
        source = !text.isEmpty ? .text : !recording.isEmpty ? .recording : .usual
    }

    init(_ kind: PromptKind, _ form: PageForm) {
        self.kind = kind
        source = Source(rawValue: form.text(Self.field(kind, "source"))) ?? .usual
        text = form.text(Self.field(kind, "text"))
        recording = form.text(Self.field(kind, "recording"))
    }

    /// The name of a control.
    static func field(_ kind: PromptKind, _ part: String) -> String { "prompts.\(kind.rawValue).\(part)" }

    /// As a route holds it; `nil` leaves it to the voice.
    var content: LocatedValue? {
        switch source {
        case .usual: nil
        case .text: .object([LocatedValue.Member("text", .text(text))])
        case .recording: .object([LocatedValue.Member("recording", .text(recording))])
        }
    }

    func fields(_ writer: inout FieldWriter, usual: String?, sounds: [Sound]) -> PageContent {
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
            "isUsual": source == .usual, "isText": source == .text, "isRecording": source == .recording,
            "usual": usual ?? visit.text("promptWays.noUsual"), "promptText": text,
            "fault": faults.joined(separator: " "), "hasFault": !faults.isEmpty,
            "sounds": (sounds.map { (id: $0.id, name: $0.name) } + strangers).map { sound -> PageContent in
                ["soundID": sound.id, "soundName": sound.name, "isChosen": sound.id == recording]
            },
        ]
    }
}

import Administration
import Foundation
import HelpDesk
import LocatedYAML
import WebServer

/// A help route as filled in.
struct RouteDraft: SettingDraft {
    static let kind = SettingKind.route
    static let template = PageTemplate.route
    static let scripts = [PageScript.reorder, .record, .prompts, .files]
    /// The prefix of the names of the controls about ringing.
    static let ringingPrefix = "ringing."

    /// The request code, with its PBX if the route is for only one of several.
    var id: String
    var name: String
    var detection: String
    /// The sources that are asked, in order.
    var sources: [String]
    var voice: String
    var mode: String
    var prompts: [PromptDraft]
    var ringing: RouteOptionDraft<RingingPolicy>
    var ladder: [String]
    var secondPress: String
    var acceptKey: String
    /// `department`, `number` or empty.
    var overflow: String
    var overflowDepartment: String
    var overflowNumber: String
    var options: RouteOptionDraft<RouteOptions>
    /// All sources in the form's order, which begins with the chosen ones; empty if the form was not sent.
    var arrangedSources: [String] = []
    var arrangedLadder: [String] = []

    init(stored: LocatedValue) {
        id = ExtensionAddress(of: stored, "code").text
        name = stored.typed("name")
        detection = stored.typed("detection")
        sources = stored.texts("sources")
        voice = stored.typed("voice")
        mode = stored.typed("mode")
        prompts = PromptKind.ofRoutes.map { PromptDraft($0, stored: stored["prompts"]?[$0.rawValue]) }
        ringing = RouteOptionDraft(stored: stored["ringing"])
        ladder = stored.texts("ladder")
        secondPress = stored.typed("secondPress")
        acceptKey = stored.typed("acceptKey")
        overflowDepartment = stored["overflow"]?.typed("department") ?? ""
        overflowNumber = stored["overflow"]?.typed("number") ?? ""
        overflow = !overflowDepartment.isEmpty ? "department" : !overflowNumber.isEmpty ? "number" : ""
        options = RouteOptionDraft(stored: stored)
    }

    init(_ form: PageForm) {
        // A new form begins with what most call centres want.
        self.init(stored: Self.usual)
        ringing = RouteOptionDraft(RingingPolicy())
        options = RouteOptionDraft(RouteOptions())
        guard form.has("sent") else { return }
        id = ExtensionAddress(form.number("code"), chosen: form.text("pbx")).text
        name = form.text("name")
        detection = form.text("detection")
        sources = form.texts("sources")
        voice = form.text("voice")
        mode = form.text("mode")
        prompts = PromptKind.ofRoutes.map { PromptDraft($0, form) }
        ringing = RouteOptionDraft(form, prefix: Self.ringingPrefix)
        ladder = form.texts("ladder")
        secondPress = form.text("secondPress")
        acceptKey = form.text("acceptKey")
        overflow = form.text("overflow.kind")
        overflowDepartment = form.text("overflow.department")
        overflowNumber = form.number("overflow.number")
        options = RouteOptionDraft(form)
        arrangedSources = form.texts("sourceOrder")
        arrangedLadder = form.texts("ladderOrder")
    }

    /// The defaults of a new route.
    private static let usual = LocatedValue.object(of: [
        ("detection", .text(Route.Detection.department.rawValue)), ("mode", .text(CallMode.whisper.rawValue)),
        ("ladder", .array(Route.Rung.allCases.map { .text($0.rawValue) })),
        ("secondPress", .text(Route.SecondPress.same.rawValue)),
    ])

    /// Moves a source or a rung: `sources-up:1`, `ladder-down:0` and so on.
    mutating func perform(_ action: String) {
        if let order = action.wholeMatch(of: /sources-(.+)/), let action = FormAction(String(order.1)) {
            arrangedSources.perform(action, empty: nil)
            sources = arrangedSources.filter(sources.contains)
        } else if let order = action.wholeMatch(of: /ladder-(.+)/), let action = FormAction(String(order.1)) {
            arrangedLadder.perform(action, empty: nil)
            ladder = arrangedLadder.filter(ladder.contains)
        }
    }

    mutating func complete(
        _ form: PageForm, isNew: Bool, in services: PageServices, for visit: PageVisit
    ) async throws -> [LocatedProblem] {
        var faults: [LocatedProblem] = []
        if detection == Route.Detection.crm.rawValue, sources.isEmpty {
            faults.append(LocatedProblem(path: "sources", message: visit.text("fields.route.sources.fault")))
        }
        for (offset, prompt) in prompts.enumerated() {
            let field = PromptDraft.field(prompt.kind, "file")
            guard prompt.source == .recording, let file = form.files[field] else { continue }
            let id = "sound-\(UUID().uuidString.lowercased().prefix(8))"
            let label = "\(name.nonEmpty ?? self.id): \(visit.text("prompts.\(prompt.kind.rawValue).label"))"
            do {
                _ = try await services.sounds.add(id, name: String(label.prefix(100)), file: file.bytes)
                prompts[offset].recording = id
            } catch let error as AdministrationError {
                faults.append(LocatedProblem(path: field, message: visit.words(for: error)))
            }
        }
        return faults
    }
}

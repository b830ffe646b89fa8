import Administration
import Foundation
import HelpDesk
import LocatedYAML
import WebServer

/// A help route as it is filled in.
struct RouteDraft: SettingDraft {
    static let kind = SettingKind.route
    static let template = PageTemplate.route
    static let scripts = [PageScript.reorder, .record]

    static let ringingNumbers = [
        "timeoutSeconds", "firstRingSeconds", "totalSeconds", "operatorSeconds", "rounds", "atOnce",
    ]
    static let known: Set = [
        "code", "name", "detection", "sources", "voice", "mode", "prompts", "ringing", "ladder", "secondPress",
        "acceptKey",
        "overflow", "whenOperatorBusy", "autoAnswer", "waitSeconds", "departments",
    ]

    /// The request code.
    var id: String
    var name: String
    var detection: String
    /// Those that are asked, in order.
    var sources: [String]
    var voice: String
    var mode: String
    var prompts: [PromptDraft]
    var strategy: String
    /// As they were typed.
    var ringing: [String: String]
    var skipsBusy: Bool
    var ladder: [String]
    var secondPress: String
    var acceptKey: String
    /// `department`, `number` or empty.
    var overflow: String
    var overflowDepartment: String
    var overflowNumber: String
    var whenOperatorBusy: String
    var answersAlone: Bool
    var waitSeconds: String
    var departments: String
    /// All sources, the chosen ones first, in the order in which the form has them; empty when it has not been sent.
    var arrangedSources: [String] = []
    var arrangedLadder: [String] = []

    init(stored: LocatedValue) {
        id = stored.typed("code")
        name = stored.typed("name")
        detection = stored.typed("detection")
        sources = stored.texts("sources")
        voice = stored.typed("voice")
        mode = stored.typed("mode")
        prompts = PromptKind.ofRoutes.map { PromptDraft($0, stored: stored["prompts"]?[$0.rawValue]) }
        let rings = stored["ringing"] ?? .null
        strategy = rings.typed("strategy")
        ringing = Dictionary(uniqueKeysWithValues: Self.ringingNumbers.map { ($0, rings.typed($0)) })
        skipsBusy = rings["skipBusy"] != .boolean(false)
        ladder = stored.texts("ladder")
        secondPress = stored.typed("secondPress")
        acceptKey = stored.typed("acceptKey")
        overflowDepartment = stored["overflow"]?.typed("department") ?? ""
        overflowNumber = stored["overflow"]?.typed("number") ?? ""
        overflow = !overflowDepartment.isEmpty ? "department" : !overflowNumber.isEmpty ? "number" : ""
        whenOperatorBusy = stored.typed("whenOperatorBusy")
        answersAlone = stored["autoAnswer"] == .boolean(true)
        waitSeconds = stored.typed("waitSeconds")
        departments = stored.typed("departments").nonEmpty ?? RouteOptions.Departments.own.rawValue
    }

    init(_ form: PageForm) {
        // A form that nobody has filled in yet begins with what most call centres want.
        self.init(stored: Self.usual)
        guard form.has("sent") else { return }
        id = form.digits("code")
        name = form.text("name")
        detection = form.text("detection")
        sources = form.texts("sources")
        voice = form.text("voice")
        mode = form.text("mode")
        prompts = PromptKind.ofRoutes.map { PromptDraft($0, form) }
        strategy = form.text("ringing.strategy")
        ringing = Dictionary(uniqueKeysWithValues: Self.ringingNumbers.map { ($0, form.digits("ringing.\($0)")) })
        skipsBusy = form.has("ringing.skipBusy")
        ladder = form.texts("ladder")
        secondPress = form.text("secondPress")
        acceptKey = form.text("acceptKey")
        overflow = form.text("overflow.kind")
        overflowDepartment = form.text("overflow.department")
        overflowNumber = form.digits("overflow.number")
        whenOperatorBusy = form.text("whenOperatorBusy")
        answersAlone = form.has("autoAnswer")
        waitSeconds = form.digits("waitSeconds")
        departments = form.text("departments").nonEmpty ?? RouteOptions.Departments.own.rawValue
        arrangedSources = form.texts("sourceOrder")
        arrangedLadder = form.texts("ladderOrder")
    }

    /// What a new route is where nothing else is said.
    private static let usual = LocatedValue.object(of: [
        ("detection", .text(Route.Detection.department.rawValue)), ("mode", .text(CallMode.whisper.rawValue)),
        (
            "ringing",
            .object(of: [
                ("strategy", .text(RingingPolicy().strategy.rawValue)),
                ("timeoutSeconds", .integer(RingingPolicy().timeoutSeconds)),
                ("totalSeconds", .integer(RingingPolicy().totalSeconds)),
                ("operatorSeconds", .integer(RingingPolicy().operatorSeconds)),
                ("rounds", .integer(RingingPolicy().rounds)),
                ("skipBusy", .boolean(RingingPolicy().skipBusy)),
                ("atOnce", .integer(RingingPolicy().atOnce)),
            ])
        ),
        ("ladder", .array(Route.Rung.allCases.map { .text($0.rawValue) })),
        ("secondPress", .text(Route.SecondPress.same.rawValue)),
        ("whenOperatorBusy", .text(RouteOptions().whenOperatorBusy.rawValue)),
        ("waitSeconds", .integer(RouteOptions().waitSeconds)),
    ])

    /// `sources-up:1`, `ladder-down:0` and so on.
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
    ) async throws -> [FieldFault] {
        var faults: [FieldFault] = []
        if detection == Route.Detection.crm.rawValue, sources.isEmpty {
            faults.append(FieldFault(field: "sources", message: visit.text("fields.route.sources.fault")))
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
                faults.append(FieldFault(field: field, message: visit.words(for: error)))
            }
        }
        return faults
    }
}

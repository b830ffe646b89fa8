import Administration
import HelpDesk
import WebServer

extension RouteDraft {
    /// The prompts that most routes set; the others are collapsed.
    private static let chief: Set<PromptKind> = [.requestSent, .unavailable, .managerIntro]
    /// The keys with which a helper may accept a request; the other keys already have a meaning.
    private static let acceptKeys = ["0", "1", "2", "4", "5", "6", "7"]

    /// The placeholders of prompts, written in braces; each has a label under `placeholders` in the texts.
    static let placeholders = [
        "operatorName", "operator", "manager", "extension", "department", "customer", "reason", "position", "key",
    ]

    func fields(_ writer: inout FieldWriter, isNew: Bool, services: PageServices) async throws -> PageContent {
        let visit = writer.visit
        let voices = services.voices.voices()
        // A new route speaks the language of the user who creates it.
        let voice = self.voice.nonEmpty ?? voices.first { $0.language.hasPrefix(visit.language.code) }?.name ?? ""
        let record = voices.first { $0.name == voice }
        let sounds = try await services.sounds.sounds()
        let promptFields = prompts.map { prompt in
            (prompt, prompt.fields(&writer, voice: record, sounds: sounds))
        }
        let others = promptFields.filter { !Self.chief.contains($0.0.kind) }
        let departments = services.settings.settings(.department)
        let address = ExtensionAddress(id)
        var fields: PageContent = [
            "phone": visit.user?.extension ?? "",
            "rightToLeft": voices.filter(\.isRightToLeft).map(\.name).joined(separator: " "),
            "placeholders": Self.placeholders.map { name -> PageContent in
                ["placeholder": "{\(name)}", "label": visit.text("placeholders.\(name)")]
            },
            "code": writer.text(
                "code", isNew ? address.number : id, look: "short code", isReadOnly: !isNew),
            "name": writer.text("name", name),
            "detection": writer.choice("detection", detection, words: Route.Detection.allCases.map(\.rawValue)),
            "sources": sourceFields(services, writer.visit.language),
            "hasSources": !services.settings.settings(.source).isEmpty,
            "sourcesFault": writer.fault("sources") ?? "",
            "voice": writer.choice(
                "voice", voice, voices.map { FieldWriter.Option(value: $0.name, label: "\($0.title) (\($0.name))") }),
            "mode": writer.choice("mode", mode, words: CallMode.allCases.map(\.rawValue)),
            "prompts": promptFields.filter { Self.chief.contains($0.0.kind) }.map(\.1), "otherPrompts": others.map(\.1),
            "isOtherPromptSet": others.contains { $0.0.source != nil },
            "ringing": ringing.fields(&writer, prefix: Self.ringingPrefix),
            "ladder": ladderFields(visit), "ladderFault": writer.fault("ladder") ?? "",
            "secondPress": writer.choice("secondPress", secondPress, words: Route.SecondPress.allCases.map(\.rawValue)),
            "acceptKey": writer.choice(
                "acceptKey", acceptKey,
                [FieldWriter.Option(value: "", label: visit.text("fields.route.acceptKey.none"))]
                    + Self.acceptKeys.map { FieldWriter.Option(value: $0, label: $0) }),
            "overflow": writer.choice(
                "overflow.kind", overflow,
                ["", "department", "number"].map { word in
                    FieldWriter.Option(
                        value: word, label: visit.text("fields.route.overflow.options.\(word.nonEmpty ?? "none")"))
                }),
            "overflowDepartment": writer.choice(
                "overflow.department", overflowDepartment,
                departments.map { FieldWriter.Option(value: $0.id, label: $0.content.typed("name")) }),
            "overflowNumber": writer.text("overflow.number", overflowNumber, look: "short code"),
            "options": options.fields(&writer),
        ]
        if isNew {
            let all = visit.text("fields.route.pbx.all")
            fields.set("pbx", writer.pbx(address.pbx ?? "", of: services.pbxs, all: all))
        }
        return fields.merging(folds(writer)) { own, _ in own }
    }

    /// Returns all sources, in the form's order or with the chosen ones first.
    private func sourceFields(_ services: PageServices, _ language: PageLanguage) -> [PageContent] {
        let mappings = services.mappings.mappings()
        let known = services.settings.settings(.source)
        let ids = (arrangedSources.nonEmpty ?? sources).filter { id in known.contains { $0.id == id } }
        let rest = known.map(\.id).filter { !ids.contains($0) }
        return (ids + rest).enumerated().map { offset, id in
            let mapping = known.first { $0.id == id }?.content.typed("mapping") ?? ""
            return [
                "sourceID": id, "place": offset, "isChosen": sources.contains(id),
                "mapping": mappings.first { $0.name == mapping }?.title(in: language) ?? mapping,
            ]
        }
    }

    private func ladderFields(_ visit: PageVisit) -> [PageContent] {
        let known = Route.Rung.allCases.map(\.rawValue)
        let ids = (arrangedLadder.nonEmpty ?? ladder).filter(known.contains)
        return (ids + known.filter { !ids.contains($0) }).enumerated().map { offset, rung in
            [
                "rung": rung, "place": offset, "rungText": visit.text("fields.route.ladder.options.\(rung)"),
                "isChosen": ladder.contains(rung),
            ]
        }
    }
}

extension Array {
    fileprivate var nonEmpty: Self? { isEmpty ? nil : self }
}

import HelpDesk

/// Routes.
extension CallCenterReader {
    mutating func route(_ field: YAMLField) -> Route? {
        let keys = [
            "code", "name", "detection", "sources", "voice", "mode", "prompts", "ringing", "ladder", "secondPress",
        ]
        guard let mapping = field.mapping(keys) else { return nil }
        let codeField = mapping.required("code")
        let code = requestCode(codeField)
        define(.route, code, at: codeField)
        var route = Route(
            code: code ?? "", name: mapping.required("name")?.text() ?? "",
            detection: mapping.required("detection")?.word() ?? .department,
            sources: sources(mapping.optional("sources")),
            voice: name(of: "voice", mapping.required("voice"), known: context.voices) ?? "",
            prompts: prompts(mapping.optional("prompts")), ringing: ringing(mapping.optional("ringing")))
        if let mode = mode(mapping.optional("mode")) { route.mode = mode }
        if let ladder = ladder(mapping.optional("ladder")) { route.ladder = ladder }
        if let secondPress: Route.SecondPress = mapping.optional("secondPress")?.word() {
            route.secondPress = secondPress
        }
        if route.detection == .crm, !mapping.fields.keys.contains("sources") {
            field.report("detection crm asks a CRM: name at least one under sources, or use department")
        }
        return route
    }

    private mutating func sources(_ field: YAMLField?) -> [String] {
        var sources: [String] = []
        for item in field?.list(of: "source ids") ?? [] {
            guard let id = identifier(item) else { continue }
            if sources.contains(id) { item.report("\(YAMLField.quoted(id)) stands in this list already") }
            refer(to: .source, id, at: item)
            sources.append(id)
        }
        return sources
    }

    private func mode(_ field: YAMLField?) -> CallMode? {
        guard let field, let mode: CallMode = field.word() else { return nil }
        guard mode == .consult else {
            field.report("the mode \(mode.rawValue) is not supported yet: use consult")
            return nil
        }
        return mode
    }

    private func prompts(_ field: YAMLField?) -> [PromptKind: PromptSource] {
        var prompts: [PromptKind: PromptSource] = [:]
        let mapping = field?.mapping(PromptKind.allCases.map(\.rawValue))
        for kind in PromptKind.allCases {
            prompts[kind] = prompt(mapping?.optional(kind.rawValue))
        }
        return prompts
    }

    private func prompt(_ field: YAMLField?) -> PromptSource? {
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
    private func recording(_ field: YAMLField) -> String? {
        guard let text = field.scalar("a sound or a file"), Sound.isID(text) else { return path(field) }
        if let sounds = context.sounds, !sounds.contains(text) {
            let known = sounds.isEmpty ? "there is none yet" : "there is \(sounds.sorted().joined(separator: ", "))"
            field.report(
                "no sound has the id \(YAMLField.quoted(text)); \(known): upload it with helpbridge sounds add, or name a "
                    + "file with its extension")
            return nil
        }
        return text
    }

    private func ringing(_ field: YAMLField?) -> RingingPolicy {
        var ringing = RingingPolicy()
        guard let mapping = field?.mapping(["strategy", "timeoutSeconds", "totalSeconds", "operatorSeconds"]) else {
            return ringing
        }
        if let field = mapping.optional("strategy"), let strategy: RingingPolicy.Strategy = field.word() {
            if strategy != .sequential {
                field.report("the strategy \(strategy.rawValue) is not supported yet: use sequential")
            }
            ringing.strategy = strategy
        }
        func seconds(_ key: String, _ range: ClosedRange<Int>) -> Int? {
            mapping.optional(key)?.integer(in: range, of: "seconds")
        }
        ringing.timeoutSeconds = seconds("timeoutSeconds", 1...300) ?? ringing.timeoutSeconds
        ringing.totalSeconds = seconds("totalSeconds", 1...3600) ?? ringing.totalSeconds
        ringing.operatorSeconds = seconds("operatorSeconds", 1...300) ?? ringing.operatorSeconds
        return ringing
    }

    private func ladder(_ field: YAMLField?) -> [Route.Rung]? {
        guard let field, let items = field.list(of: "rungs") else { return nil }
        if items.isEmpty { field.report("expected at least one of crm, department or parents") }
        var ladder: [Route.Rung] = []
        for item in items {
            guard let rung: Route.Rung = item.word() else { continue }
            if ladder.contains(rung) { item.report("\(rung.rawValue) stands in this list already") }
            ladder.append(rung)
        }
        return ladder
    }
}

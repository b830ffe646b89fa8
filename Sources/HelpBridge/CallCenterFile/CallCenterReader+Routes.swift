import HelpDesk

/// Routes.
extension CallCenterReader {
    mutating func route(_ field: YAMLField) -> Route? {
        let keys = [
            "code", "name", "detection", "sources", "voice", "mode", "prompts", "ringing", "ladder", "secondPress",
            "acceptKey", "overflow", "whenOperatorBusy", "autoAnswer", "waitSeconds",
            "departments",
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
        if let mode: CallMode = mapping.optional("mode")?.word() { route.mode = mode }
        if let ladder = ladder(mapping.optional("ladder")) { route.ladder = ladder }
        if let secondPress: Route.SecondPress = mapping.optional("secondPress")?.word() {
            route.secondPress = secondPress
        }
        route.options = options(mapping)
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

    private func prompts(_ field: YAMLField?) -> [PromptKind: PromptSource] {
        var prompts: [PromptKind: PromptSource] = [:]
        let mapping = field?.mapping(PromptKind.ofRoutes.map(\.rawValue))
        for kind in PromptKind.ofRoutes {
            prompts[kind] = prompt(mapping?.optional(kind.rawValue))
        }
        return prompts
    }

    private mutating func options(_ mapping: YAMLMapping) -> RouteOptions {
        RouteOptions(
            acceptKey: acceptKey(mapping.optional("acceptKey")), overflow: overflow(mapping.optional("overflow")),
            whenOperatorBusy: mapping.optional("whenOperatorBusy")?.word() ?? .whisper,
            autoAnswer: mapping.optional("autoAnswer")?.boolean() ?? false,
            waitSeconds: mapping.optional("waitSeconds")?.integer(in: 0...3600, of: "seconds") ?? 0,
            departments: mapping.optional("departments")?.word() ?? .own)
    }

    private func acceptKey(_ field: YAMLField?) -> String? {
        guard let field, let key = field.scalar("a key") else { return nil }
        guard key.count == 1, "0124567".contains(key) else {
            field.report(
                "expected one of the keys 0 1 2 4 5 6 7 (\(Route.declineKey) declines, \(Route.passOnKey) passes on),"
                    + " found \(YAMLField.quoted(key))")
            return nil
        }
        return key
    }

    /// Where a request goes when nobody of the ladder could be had: `{department: …}` or `{number: …}`.
    private mutating func overflow(_ field: YAMLField?) -> RouteOptions.Overflow? {
        guard let field, let mapping = field.mapping(["department", "number"]) else { return nil }
        switch (mapping.optional("department"), mapping.optional("number")) {
        case (let department?, nil):
            let id = identifier(department)
            refer(to: .department, id, at: department)
            return id.map(RouteOptions.Overflow.department)
        case (nil, let number?):
            return dialable(number).map(RouteOptions.Overflow.number)
        case (_?, _?), (nil, nil):
            field.report("expected either department or number")
            return nil
        }
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
        guard
            let mapping = field?.mapping([
                "strategy", "timeoutSeconds", "totalSeconds", "operatorSeconds", "rounds", "skipBusy", "atOnce",
            ])
        else { return ringing }
        if let strategy: RingingPolicy.Strategy = mapping.optional("strategy")?.word() { ringing.strategy = strategy }
        func seconds(_ key: String, _ range: ClosedRange<Int>) -> Int? {
            mapping.optional(key)?.integer(in: range, of: "seconds")
        }
        ringing.timeoutSeconds = seconds("timeoutSeconds", 1...300) ?? ringing.timeoutSeconds
        ringing.totalSeconds = seconds("totalSeconds", 1...3600) ?? ringing.totalSeconds
        ringing.operatorSeconds = seconds("operatorSeconds", 1...300) ?? ringing.operatorSeconds
        if let rounds = mapping.optional("rounds")?.integer(in: 1...10, of: "rounds") { ringing.rounds = rounds }
        if let skipBusy = mapping.optional("skipBusy")?.boolean() { ringing.skipBusy = skipBusy }
        if let atOnce = mapping.optional("atOnce")?.integer(in: 1...50, of: "phones") { ringing.atOnce = atOnce }
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

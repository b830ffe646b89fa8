import HelpDesk
import LocatedYAML

// Reading and writing of routes. What a route may contain is defined here and nowhere else.

extension CallCenterReader {
    mutating func route(_ field: CollectingField) -> Route? {
        let keys = [
            "code", "pbx", "name", "detection", "sources", "voice", "mode", "prompts", "ringing", "ladder",
            "secondPress",
            "acceptKey", "overflow",
        ]
        guard let mapping = field.mapping(keys + RouteOptions.declared.map(\.name)) else { return nil }
        let codeField = mapping.required("code")
        let code = requestCode(codeField, on: mapping.optional("pbx"))
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
        if route.detection == .crm { requireSources(of: mapping) }
        return route
    }

    private func requireSources(of route: CollectingMapping) {
        let message = "detection crm asks a CRM: name at least one, or use department"
        guard let sources = route.fields["sources"] else { return route.owner.report(message, at: "sources") }
        if sources.isNull || sources.field.value.content == .array([]) { sources.report(message) }
    }

    private mutating func sources(_ field: CollectingField?) -> [String] {
        var sources: [String] = []
        for item in field?.list(of: "source ids") ?? [] {
            guard let id = identifier(item) else { continue }
            if sources.contains(id) { item.report("\(Wording.quoted(id)) stands in this list already") }
            refer(to: .source, id, at: item)
            sources.append(id)
        }
        return sources
    }

    private mutating func options(_ mapping: CollectingMapping) -> RouteOptions {
        var options = RouteOptions(mapping)
        options.acceptKey = acceptKey(mapping.optional("acceptKey"))
        options.overflow = overflow(mapping.optional("overflow"))
        return options
    }

    private func ringing(_ field: CollectingField?) -> RingingPolicy {
        field?.mapping(RingingPolicy.declared.map(\.name)).map(RingingPolicy.init) ?? RingingPolicy()
    }

    private func acceptKey(_ field: CollectingField?) -> String? {
        guard let field, let key = field.scalar("a key") else { return nil }
        guard key.count == 1, "0124567".contains(key) else {
            field.report(
                "expected one of the keys 0 1 2 4 5 6 7 (\(Route.declineKey) declines, \(Route.passOnKey) passes on),"
                    + " found \(Wording.quoted(key))")
            return nil
        }
        return key
    }

    /// Returns where a request goes if nobody on the ladder is available: `{department: …}` or `{number: …}`.
    private mutating func overflow(_ field: CollectingField?) -> RouteOptions.Overflow? {
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

    private func ladder(_ field: CollectingField?) -> [Route.Rung]? {
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

extension CallCenterWriter {
    static func route(_ route: Route) -> LocatedValue {
        let options = route.options
        return .object(
            of: [
                ("code", .text(route.dialledCode)), ("pbx", route.pbx.map(LocatedValue.text)),
                ("name", .text(route.name)),
                ("detection", .word(route.detection.rawValue)),
                ("sources", LocatedValue.array(route.sources.map(LocatedValue.text)).compact),
                ("voice", .text(route.voice)), ("mode", .word(route.mode.rawValue)),
                ("prompts", prompts(route.prompts)),
                ("ringing", LocatedValue.object(of: route.ringing.settings).compact),
                ("ladder", LocatedValue.array(route.ladder.map { .word($0.rawValue) }).compact),
                ("secondPress", .word(route.secondPress.rawValue)),
                ("acceptKey", options.acceptKey.map(LocatedValue.text)), ("overflow", options.overflow.map(overflow)),
            ] + options.settings)
    }

    private static func overflow(_ overflow: RouteOptions.Overflow) -> LocatedValue {
        switch overflow {
        case .department(let id): LocatedValue.object(of: [("department", .text(id))]).compact
        case .number(let number): LocatedValue.object(of: [("number", .text(number))]).compact
        }
    }
}

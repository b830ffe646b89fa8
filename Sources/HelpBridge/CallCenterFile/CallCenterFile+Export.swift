import HelpDesk
import Storage
import Yams

extension CallCenterFile {
    /// Writes settings as a file that decodes to the same settings, always in the same order.
    ///
    /// - Parameter withSecrets: whether secrets that were given as literals stand in it as they are, and not as masks.
    /// - Throws: when the YAML emitter fails.
    static func export(_ callCenter: CallCenter, withSecrets: Bool = false) throws -> String {
        let callCenter = callCenter.maskingSecrets { secret in
            // One that cannot be read is nothing to show either.
            if withSecrets, case .literal = secret.location { secret } else { SecretReference(secret.description) }
        }
        var sections = Pairs()
        sections.add("departments", list(callCenter.departments, department))
        sections.add("operators", list(callCenter.operators, agent))
        sections.add("sources", list(callCenter.sources, source))
        sections.add("routes", list(callCenter.routes, route))
        sections.add("webhooks", list(callCenter.webhooks, webhook))
        if sections.nodes.isEmpty { sections.add("departments", Node([Node](), .implicit, Node.Sequence.Style.flow)) }
        return try Yams.serialize(node: sections.block, width: -1, allowUnicode: true)
    }

    /// One setting as it stands in a file; `nil` when there is none.
    static func node(_ item: ChangeReport.Item, in callCenter: CallCenter) -> Node? {
        switch item.kind {
        case .department: callCenter.departments[item.id].map(department)
        case .operator: callCenter.operators[item.id].map(agent)
        case .source: callCenter.sources[item.id].map(source)
        case .route: callCenter.routes[item.id].map(route)
        case .webhook: callCenter.webhooks[item.id].map(webhook)
        }
    }

    /// The keys and values of a mapping that is being written.
    private struct Pairs {
        var nodes: [(Node, Node)] = []

        var block: Node { Node(nodes, .implicit, Node.Mapping.Style.block) }
        var flow: Node { Node(nodes, .implicit, Node.Mapping.Style.flow) }

        mutating func add(_ key: String, _ value: Node?) {
            if let value { nodes.append((plain(key), value)) }
        }
    }

    private static func plain(_ word: String) -> Node { Node(word, .implicit, .plain) }

    /// Texts are quoted whatever they hold: nobody need know which ones YAML would take for something else.
    private static func text(_ text: String) -> Node { Node(text, .implicit, .doubleQuoted) }

    private static func list<Element>(_ elements: [String: Element], _ node: (Element) -> Node) -> Node? {
        guard !elements.isEmpty else { return nil }
        return Node(elements.sorted { $0.key < $1.key }.map { node($0.value) }, .implicit, Node.Sequence.Style.block)
    }

    private static func department(_ department: Department) -> Node {
        var pairs = Pairs()
        pairs.add("id", text(department.id))
        pairs.add("name", text(department.name))
        pairs.add("parent", department.parent.map(text))
        let helpers = department.helpers.map { helper in
            var pairs = Pairs()
            pairs.add("extension", text(helper.extension))
            pairs.add("name", helper.name.map(text))
            return pairs.flow
        }
        if !helpers.isEmpty { pairs.add("helpers", Node(helpers, .implicit, Node.Sequence.Style.block)) }
        return pairs.block
    }

    private static func agent(_ agent: Operator) -> Node {
        var pairs = Pairs()
        pairs.add("extension", text(agent.extension))
        pairs.add("name", text(agent.name))
        pairs.add("department", text(agent.department))
        pairs.add("email", agent.email.map(text))
        pairs.add("crmId", agent.crmId.map(text))
        return pairs.block
    }

    private static func source(_ source: LookupSource) -> Node {
        var pairs = Pairs()
        pairs.add("id", text(source.id))
        pairs.add("mapping", text(source.mapping))
        pairs.add("baseURL", text(source.baseURL))
        pairs.add("timeoutMilliseconds", plain("\(source.timeoutMilliseconds)"))
        if !source.credentials.isEmpty {
            let credentials = source.credentials.sorted { $0.key < $1.key }
            pairs.add(
                "credentials",
                Node(credentials.map { (text($0.key), text($0.value.text)) }, .implicit, Node.Mapping.Style.block))
        }
        pairs.add("caFile", source.caFile.map(text))
        let policy = source.policy
        pairs.add("cacheSeconds", plain("\(policy.cacheSeconds)"))
        pairs.add("staleSeconds", plain("\(policy.staleSeconds)"))
        pairs.add("hedgeAfterMilliseconds", policy.hedgeAfterMilliseconds.map { plain("\($0)") })
        pairs.add("maximumConcurrent", plain("\(policy.maximumConcurrent)"))
        return pairs.block
    }

    private static func route(_ route: Route) -> Node {
        var pairs = Pairs()
        pairs.add("code", text(route.code))
        pairs.add("name", text(route.name))
        pairs.add("detection", plain(route.detection.rawValue))
        pairs.add("sources", Node(route.sources.map(text), .implicit, Node.Sequence.Style.flow))
        pairs.add("voice", text(route.voice))
        pairs.add("mode", plain(route.mode.rawValue))
        var prompts = Pairs()
        for kind in PromptKind.ofRoutes { prompts.add(kind.rawValue, route.prompts[kind].map(prompt)) }
        if !prompts.nodes.isEmpty { pairs.add("prompts", prompts.block) }
        pairs.add("ringing", ringing(route.ringing))
        pairs.add("ladder", Node(route.ladder.map { plain($0.rawValue) }, .implicit, Node.Sequence.Style.flow))
        pairs.add("secondPress", plain(route.secondPress.rawValue))
        pairs.add("acceptKey", route.options.acceptKey.map(text))
        pairs.add("overflow", route.options.overflow.map(overflow))
        pairs.add("whenOperatorBusy", plain(route.options.whenOperatorBusy.rawValue))
        if route.options.autoAnswer { pairs.add("autoAnswer", plain("true")) }
        if route.options.waitSeconds > 0 { pairs.add("waitSeconds", plain("\(route.options.waitSeconds)")) }
        if route.options.departments != .own { pairs.add("departments", plain(route.options.departments.rawValue)) }
        return pairs.block
    }

    private static func overflow(_ overflow: RouteOptions.Overflow) -> Node {
        var pairs = Pairs()
        switch overflow {
        case .department(let id): pairs.add("department", text(id))
        case .number(let number): pairs.add("number", text(number))
        }
        return pairs.flow
    }

    private static func prompt(_ source: PromptSource) -> Node {
        var pairs = Pairs()
        switch source {
        case .text(let words): pairs.add("text", text(words))
        case .recording(let path): pairs.add("recording", text(path))
        }
        return pairs.flow
    }

    private static func ringing(_ ringing: RingingPolicy) -> Node {
        var pairs = Pairs()
        pairs.add("strategy", plain(ringing.strategy.rawValue))
        pairs.add("timeoutSeconds", plain("\(ringing.timeoutSeconds)"))
        pairs.add("totalSeconds", plain("\(ringing.totalSeconds)"))
        pairs.add("operatorSeconds", plain("\(ringing.operatorSeconds)"))
        pairs.add("rounds", plain("\(ringing.rounds)"))
        pairs.add("skipBusy", plain("\(ringing.skipBusy)"))
        pairs.add("atOnce", plain("\(ringing.atOnce)"))
        return pairs.flow
    }

    private static func webhook(_ webhook: WebhookEndpoint) -> Node {
        var pairs = Pairs()
        pairs.add("id", text(webhook.id))
        pairs.add("mapping", text(webhook.mapping))
        pairs.add("route", text(webhook.route))
        let secrets = webhook.secrets.map { text($0.text) }
        pairs.add("secret", secrets.count == 1 ? secrets[0] : Node(secrets, .implicit, Node.Sequence.Style.flow))
        return pairs.block
    }
}

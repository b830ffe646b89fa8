public import HelpDesk
import LocatedYAML

extension CallCenter {
    /// Returns this call centre with the settings of `other`, which replace those of the same id.
    public func merging(_ other: CallCenter) -> CallCenter {
        CallCenter(
            departments: Array(departments.values) + other.departments.values,
            operators: Array(operators.values) + other.operators.values,
            sources: Array(sources.values) + other.sources.values,
            routes: Array(routes.values) + other.routes.values,
            webhooks: Array(webhooks.values) + other.webhooks.values,
            subscriptions: Array(subscriptions.values) + other.subscriptions.values, presences: presences)
    }

    /// The settings that name something that does not exist, or somebody twice; one line each, in a stable order.
    public var brokenReferences: [String] {
        var problems: [String] = []
        for department in departments.values.sorted(by: { $0.id < $1.id }) {
            if let parent = department.parent, departments[parent] == nil {
                problems.append("department \(department.id): no department has the id \(parent), its parent")
            }
            var seen: Set<String> = []
            for helper in department.helpers where !seen.insert(helper.extension).inserted {
                problems.append("department \(department.id): the helper \(helper.extension) is named twice")
            }
        }
        for agent in operators.values.sorted(by: { $0.id < $1.id }) where departments[agent.department] == nil {
            problems.append("operator \(agent.extension): no department has the id \(agent.department)")
        }
        for route in routes.values.sorted(by: { $0.id < $1.id }) {
            for source in route.sources where sources[source] == nil {
                problems.append("route \(route.code): no source has the id \(source)")
            }
            if case .department(let id)? = route.options.overflow, departments[id] == nil {
                problems.append("route \(route.code): no department has the id \(id), its overflow")
            }
        }
        for webhook in webhooks.values.sorted(by: { $0.id < $1.id }) where routes[webhook.route] == nil {
            problems.append("webhook \(webhook.id): no route has the code \(webhook.route)")
        }
        return problems
    }

    /// Whether a setting names a file of the machine, as a recording or as certificates.
    func namesFile(_ path: String) -> Bool {
        sources.values.contains { $0.caFile == path } || subscriptions.values.contains { $0.caFile == path }
            || routes.values.contains { $0.prompts.values.contains(.recording(path)) }
    }

    /// Refuses references that a change breaks.
    ///
    /// - Parameter old: the settings before the change. References that were already broken, because a damaged row is
    ///   left out, are not the change's fault.
    public func requireReferences(since old: CallCenter) throws(AdministrationError) {
        let known = Set(old.brokenReferences)
        let problems = brokenReferences.filter { !known.contains($0) }
        guard problems.isEmpty else { throw .invalid(problems.map { LocatedProblem(path: "", message: $0) }) }
    }

    /// Refuses routes that a change makes play a missing sound.
    ///
    /// - Parameters:
    ///   - old: the settings before the change.
    ///   - exists: whether there is a sound with an id.
    /// - Throws: `AdministrationError.invalid`, and any error of `exists`.
    public func requireSounds(since old: CallCenter, exists: (_ id: String) throws -> Bool) throws {
        var problems: [LocatedProblem] = []
        for route in routes.values.sorted(by: { $0.id < $1.id }) {
            let before = old.routes[route.id]?.prompts ?? [:]
            for kind in PromptKind.ofRoutes {
                guard case .recording(let id)? = route.prompts[kind], route.prompts[kind] != before[kind],
                    Sound.isID(id), try !exists(id)
                else { continue }
                problems.append(
                    LocatedProblem(
                        path: "prompts.\(kind.rawValue).recording",
                        message: "route \(route.code): no sound has the id \(id)"))
            }
        }
        guard problems.isEmpty else { throw AdministrationError.invalid(problems) }
    }
}

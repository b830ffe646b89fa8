import Foundation

/// A helper or an operator, and whether they may be rung.
public struct PersonStatus: Sendable, Codable, Equatable {
    public var `extension`: String
    /// The name in the tables; `nil` if there is none.
    public var name: String?
    /// The ids of the departments that the person helps, and of the department that an operator works for.
    ///
    /// Empty for a person whom only a CRM names.
    public var departments: [String]
    public var presence: Presence

    public init(extension number: String, name: String?, departments: [String], presence: Presence) {
        self.extension = number
        self.name = name
        self.departments = departments
        self.presence = presence
    }

    private enum CodingKeys: String, CodingKey {
        case `extension`, name, departments, paused, presence, since
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        self.extension = try container.decode(String.self, forKey: .extension)
        name = try container.decodeIfPresent(String.self, forKey: .name)
        departments = try container.decode([String].self, forKey: .departments)
        presence = Presence(
            try container.decode(Presence.State.self, forKey: .presence),
            since: try container.decodeIfPresent(Date.self, forKey: .since))
    }

    /// Encodes the status, including `paused` for programs from the time when *do not disturb* was the only presence.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(self.extension, forKey: .extension)
        try container.encode(name, forKey: .name)
        try container.encode(departments, forKey: .departments)
        try container.encode(presence.state != .online, forKey: .paused)
        try container.encode(presence.state, forKey: .presence)
        try container.encode(presence.since, forKey: .since)
    }
}

extension CallCenter {
    /// All helpers in the tables, and everybody who is in no table and not online, by extension.
    public var helpers: [PersonStatus] {
        var found = tabledHelpers
        for number in absent.keys where found[number] == nil && operators[number] == nil {
            found[number] = status(of: number)
        }
        return found.values.sorted { $0.extension < $1.extension }
    }

    /// All helpers and operators, by extension.
    public var people: [PersonStatus] {
        var found = Dictionary(uniqueKeysWithValues: helpers.map { ($0.extension, $0) })
        for agent in operators.values {
            found[agent.extension] = (found[agent.extension] ?? status(of: agent.extension)).working(as: agent)
        }
        return found.values.sorted { $0.extension < $1.extension }
    }

    /// Returns a helper; a helper in no table may be known to a CRM.
    public func helper(_ number: String) -> PersonStatus {
        tabledHelpers[number] ?? status(of: number)
    }

    /// Returns a helper or an operator.
    public func person(_ number: String) -> PersonStatus {
        let status = helper(number)
        return operators[number].map(status.working) ?? status
    }

    private var tabledHelpers: [String: PersonStatus] {
        var found: [String: PersonStatus] = [:]
        for department in departments.values.sorted(by: { $0.id < $1.id }) {
            for helper in department.helpers {
                var status = found[helper.extension] ?? self.status(of: helper.extension)
                status.departments.append(department.id)
                status.name = status.name ?? helper.name
                found[helper.extension] = status
            }
        }
        return found
    }

    private func status(of number: String) -> PersonStatus {
        PersonStatus(extension: number, name: nil, departments: [], presence: presence(of: number))
    }
}

extension PersonStatus {
    fileprivate func working(as agent: Operator) -> PersonStatus {
        var status = self
        status.name = name ?? agent.name
        if !departments.contains(agent.department) { status.departments.append(agent.department) }
        return status
    }
}
